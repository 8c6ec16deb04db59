package io.sluice.examples.trading.exchange;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a replay has sent.
 *
 * @param messages how many of each stream
 * @param snapshots how many REST snapshots the recording held
 * @param gaps how often depth updates were missing between two in the recording
 * @param took from the first to the last message
 * @param worstLateness of any message, against the time it was due
 * @param problem why it stopped before the end of the recording, or null if it did not
 */
public record ReplayReport(
        Map<String, Long> messages,
        long snapshots,
        long gaps,
        Duration took,
        Duration worstLateness,
        @Nullable ExchangeException problem) {

    public ReplayReport {
        messages = Map.copyOf(messages);
    }

    public long totalMessages() {
        return messages.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The report in one line. */
    @Override
    public String toString() {
        String streams = messages.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(stream -> stream.getKey() + " " + stream.getValue())
                .collect(Collectors.joining(", "));
        return "Replay " + (problem == null ? "ended" : "stopped") + " after " + totalMessages() + " messages ("
                + streams
                + "), " + snapshots + " snapshots and " + gaps + " gaps in " + millis(took) + " ms, worst lateness "
                + millis(worstLateness) + " ms; the streams stay open and quiet"
                + (problem == null ? "" : ". " + problem.getMessage());
    }

    private static String millis(Duration duration) {
        return String.format(Locale.ROOT, "%.1f", duration.toNanos() / 1e6);
    }
}
