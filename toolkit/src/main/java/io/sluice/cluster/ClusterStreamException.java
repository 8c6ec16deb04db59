package io.sluice.cluster;

import org.jspecify.annotations.Nullable;

/**
 * A received stream has failed at its source, on another node: carries what can be told of the error there, the name of its
 * class and its message, but not the error itself, whose class may not even be known here.
 */
public final class ClusterStreamException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** In characters; what is longer is cut. Enough for any message that is read by people. */
    private static final int MAX_TEXT = 4_096;

    private static final String SEPARATOR = ": ";

    private final String type;

    private ClusterStreamException(String type, @Nullable String message) {
        super(message);
        this.type = type;
    }

    /** The name of the class of the error, such as {@code java.io.IOException}. */
    public String type() {
        return type;
    }

    static String text(Throwable error) {
        String message = error.getMessage();
        String name = error.getClass().getName();
        String text = message == null ? name : name + SEPARATOR + message;
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
    }

    /** Of what {@link #text} made; a name of a class has no colon. */
    static ClusterStreamException of(String text) {
        int separator = text.indexOf(SEPARATOR);
        return separator < 0
                ? new ClusterStreamException(text, null)
                : new ClusterStreamException(
                        text.substring(0, separator), text.substring(separator + SEPARATOR.length()));
    }
}
