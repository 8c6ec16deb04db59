package io.sluice.examples.trading.market;

/** How long a candle lasts. Intervals start at whole multiples of their length since the epoch. */
public enum Interval {
    SECOND("1s", 1_000),
    MINUTE("1m", 60_000);

    private final String wireName;
    private final long millis;

    Interval(String wireName, long millis) {
        this.wireName = wireName;
        this.millis = millis;
    }

    /** The name on the wire: {@code 1s}, {@code 1m}. */
    public String wireName() {
        return wireName;
    }

    public long millis() {
        return millis;
    }

    /** When the interval that {@code time} falls into opened; both in milliseconds since the epoch. */
    public long openTimeOf(long time) {
        return time - Math.floorMod(time, millis);
    }

    /** The interval of that name on the wire. */
    public static Interval ofWireName(String wireName) {
        for (Interval interval : values()) {
            if (interval.wireName.equals(wireName)) {
                return interval;
            }
        }
        throw new IllegalArgumentException("no such interval: " + wireName);
    }
}
