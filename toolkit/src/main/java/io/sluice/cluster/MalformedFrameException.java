package io.sluice.cluster;

/** What was received is no frame. Never leaves {@link FrameReader}; without a stack trace, since peers decide how often. */
final class MalformedFrameException extends RuntimeException {

    private static final long serialVersionUID = 1;

    MalformedFrameException(String message) {
        super(message, null, false, false);
    }
}
