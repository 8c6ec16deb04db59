package io.sluice.perf.compare;

/** What can be measured, and how it is shown. The first of a workload's figures is the one that is compared. */
enum Figure {
    CPU("cpuMicros", "CPU us", 2),
    ALLOCATED("allocatedBytes", "alloc B", 1),
    SENDING_CALLS("sendingCalls", "send calls", 4),
    ALL_CALLS("calls", "calls", 4),
    DELIVERED("delivered", "delivered", 0),
    PER_SECOND("perSecond", "msg/s", 0),
    P50("p50Millis", "p50 ms", 2),
    P99("p99Millis", "p99 ms", 2),
    P99_RATIO("p99Ratio", "p99 slow/not", 2),
    CPU_RATIO("cpuRatio", "CPU slow/not", 2),
    HEAP("heapPerConnection", "heap B/conn", 0),
    RSS_PER_CONNECTION("rssPerConnection", "RSS B/conn", 0),
    RSS_GROWTH("rssGrowth", "RSS + MB", 1),
    RSS("rss", "RSS MB", 0);

    private final String json;
    private final String heading;
    private final int decimals;

    Figure(String json, String heading, int decimals) {
        this.json = json;
        this.heading = heading;
        this.decimals = decimals;
    }

    String json() {
        return json;
    }

    String heading() {
        return heading;
    }

    String format(double value) {
        return String.format(java.util.Locale.ROOT, "%,." + decimals + "f", value);
    }
}
