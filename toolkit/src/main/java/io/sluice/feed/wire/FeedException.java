package io.sluice.feed.wire;

/** A subscription, or its connection, was refused or ended by the other side, which said why. */
public final class FeedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int code;

    FeedException(int code, String message) {
        super(code + " " + FeedErrorCode.of(code).map(Enum::name).orElse("UNKNOWN") + ": " + message);
        this.code = code;
    }

    FeedException(FeedErrorCode code, String message) {
        this(code.code(), message);
    }

    /** The number, which {@link FeedErrorCode#of} knows unless the other side is newer. */
    public int code() {
        return code;
    }
}
