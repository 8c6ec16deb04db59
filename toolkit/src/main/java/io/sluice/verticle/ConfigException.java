package io.sluice.verticle;

/** A configuration that cannot be used. Its message is one line that says which key, what is wrong, and what to do. */
public final class ConfigException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    ConfigException(String message) {
        super("Sluice configuration: " + message);
    }

    /** Left empty: where in the code a wrong key was found is of no use to who has written it. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
