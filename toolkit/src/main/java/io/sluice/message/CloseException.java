package io.sluice.message;

/** An error that says which status a connection should be closed with because of it. */
public class CloseException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient CloseStatus status;

    /** An error without a stack trace: the status is all there is to know. */
    public CloseException(CloseStatus status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    /** The status to close with. */
    public CloseStatus status() {
        return status;
    }
}
