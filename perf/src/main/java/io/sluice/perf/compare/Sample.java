package io.sluice.perf.compare;

import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one slice of one workload showed of one server.
 *
 * @param values by {@link Figure}
 */
record Sample(String workload, String server, int round, Map<Figure, Double> values) {

    Sample(String workload, String server, int round) {
        this(workload, server, round, new LinkedHashMap<>());
    }

    Sample with(Figure figure, double value) {
        values.put(figure, value);
        return this;
    }

    /** NaN if it is not there. */
    double value(Figure figure) {
        return values.getOrDefault(figure, Double.NaN);
    }

    /** A line for programs. */
    String json() {
        JsonObject line =
                new JsonObject().put("workload", workload).put("server", server).put("round", round);
        values.forEach((figure, value) -> line.put(figure.json(), value));
        return line.encode();
    }
}
