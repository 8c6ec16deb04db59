package io.sluice.examples.trading.market;

/** A depth update does not follow the book it was meant for: updates in between are missing, and the book is void. */
public final class GapException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final long expected;
    private final long found;

    public GapException(String symbol, long expected, long found) {
        super(symbol + ": expected update " + expected + ", found " + found);
        this.expected = expected;
        this.found = found;
    }

    /** The first update id that is missing. */
    public long expected() {
        return expected;
    }

    /** The first update id that came instead. */
    public long found() {
        return found;
    }
}
