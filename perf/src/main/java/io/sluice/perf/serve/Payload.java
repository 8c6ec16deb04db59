package io.sluice.perf.serve;

/**
 * The texts that are published: ASCII that begins with its number and the time at which it was due, 16 hexadecimal digits
 * each, then looks like JSON, up to the size asked for.
 */
public final class Payload {

    /** What a text begins with. */
    public static final int STAMP_BYTES = 32;

    private static final int DIGITS = 16;

    private static final int LONGEST = 64 << 10;
    private static final String[] SYMBOLS = {"EURUSD", "GBPUSD", "USDJPY", "AUDUSD", "USDCHF"};
    private static final String[] VENUES = {"north", "south", "east"};

    /** Made once, so that the texts themselves cost next to nothing. */
    private static final String QUOTES = quotes();

    private Payload() {}

    /**
     * One of them.
     *
     * @param sequence of the message, from 0
     * @param bytes 32 to 32,768
     * @param due of {@link System#nanoTime}, which the processes of one Linux machine share
     */
    public static String text(long sequence, long due, int bytes) {
        int length = Math.max(bytes, STAMP_BYTES);
        StringBuilder text = new StringBuilder(length);
        digits(sequence, text);
        digits(due, text);
        int from = (int) ((sequence & 0xff) * 61);
        return text.append(QUOTES, from, from + length - STAMP_BYTES).toString();
    }

    /** The key by which messages are conflated: a hundred of them. */
    static long key(String text) {
        return Long.parseLong(text, 0, DIGITS, 16) % 100;
    }

    private static void digits(long value, StringBuilder text) {
        for (int shift = 60; shift >= 0; shift -= 4) {
            text.append(Character.forDigit((int) (value >>> shift) & 0xf, 16));
        }
    }

    private static String quotes() {
        StringBuilder text = new StringBuilder(LONGEST);
        for (int entry = 0; text.length() < LONGEST; entry++) {
            int mixed = (entry + 1) * 0x9E3779B9;
            int tick = (mixed >>> 8) % 9_000 + 1_000;
            text.append("{\"symbol\":\"")
                    .append(SYMBOLS[entry % SYMBOLS.length])
                    .append("\",\"bid\":1.")
                    .append(tick)
                    .append(",\"ask\":1.")
                    .append(tick + 3)
                    .append(",\"size\":")
                    .append(100 * (1 + (mixed >>> 28)))
                    .append(",\"venue\":\"")
                    .append(VENUES[entry % VENUES.length])
                    .append("\"},");
        }
        return text.toString();
    }
}
