package io.sluice.cluster;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Subscriptions that were given up here and may still be held by the other end: told so, ever more rarely, until it answers.
 *
 * <p>Threading: confined to the node.
 */
final class Cancellations {

    private record Cancellation(Link link, String topic) {}

    private final Surroundings around;
    private final Map<Long, Cancellation> unanswered = new LinkedHashMap<>();

    Cancellations(Surroundings around) {
        this.around = around;
    }

    void add(Link link, long id, String topic) {
        unanswered.put(id, new Cancellation(link, topic));
        send(id, 0);
    }

    private void send(long id, int attempt) {
        Cancellation cancellation = unanswered.get(id);
        if (cancellation != null) {
            cancellation.link().control(new Part.Cancel(id, cancellation.topic()));
            around.after(around.settings.backoffMin() + around.backoff(attempt), () -> send(id, attempt + 1));
        }
    }

    /** True if it was one of these. */
    boolean answered(long id) {
        return unanswered.remove(id) != null;
    }

    /** Whatever the peer held is gone. */
    void forget(Link link) {
        unanswered.values().removeIf(cancellation -> cancellation.link() == link);
    }

    int size() {
        return unanswered.size();
    }
}
