package io.sluice.perf.compare;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/** Of one workload: the median of each figure of each server, and what it is beside another's. */
final class Medians {

    private final Map<String, Map<Figure, List<Double>>> byServer = new LinkedHashMap<>();

    void add(Sample sample) {
        Map<Figure, List<Double>> figures =
                byServer.computeIfAbsent(sample.server(), server -> new EnumMap<>(Figure.class));
        sample.values()
                .forEach((figure, value) -> figures.computeIfAbsent(figure, first -> new ArrayList<>())
                        .add(value));
    }

    void addTo(Medians others) {
        byServer.forEach((server, figures) -> figures.forEach((figure, values) -> others.byServer
                .computeIfAbsent(server, first -> new EnumMap<>(Figure.class))
                .computeIfAbsent(figure, first -> new ArrayList<>())
                .addAll(values)));
    }

    /** The servers, by one figure; behind them those that have none. */
    List<String> cheapestFirst(Figure figure) {
        return byServer.keySet().stream()
                .sorted(Comparator.comparingDouble(
                        server -> median(server, figure).orElse(Double.MAX_VALUE)))
                .toList();
    }

    /** All that any server has. */
    Set<Figure> figures() {
        Set<Figure> all = new LinkedHashSet<>();
        byServer.values().forEach(figures -> all.addAll(figures.keySet()));
        return all;
    }

    OptionalDouble median(String server, Figure figure) {
        List<Double> values = byServer.getOrDefault(server, Map.of()).getOrDefault(figure, List.of());
        return values.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(median(values));
    }

    /** Of the medians; empty where one of them is not there, or nothing. */
    OptionalDouble ratio(String server, String reference, Figure figure) {
        OptionalDouble own = median(server, figure);
        OptionalDouble others = median(reference, figure);
        return own.isEmpty() || others.isEmpty() || others.getAsDouble() == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(own.getAsDouble() / others.getAsDouble());
    }

    static double median(List<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1
                ? sorted[middle]
                : Arrays.stream(sorted, middle - 1, middle + 1).sum() / 2;
    }
}
