package io.sluice.wire;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Collects what anybody logs as a warning or an error, from its making until it is closed. */
public final class LogWatch extends Handler {

    /** Says that a thread was slow, which on a busy machine any is. */
    private static final String BLOCKED_THREADS = "BlockedThreadChecker";

    private final Logger root = Logger.getLogger("");
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    public LogWatch() {
        root.addHandler(this);
    }

    /** The warnings and errors so far, with the first line of their exceptions. */
    public List<String> complaints() {
        return List.copyOf(complaints);
    }

    @Override
    public void publish(LogRecord entry) {
        String logger = String.valueOf(entry.getLoggerName());
        if (entry.getLevel().intValue() >= Level.WARNING.intValue() && !logger.endsWith(BLOCKED_THREADS)) {
            String thrown = entry.getThrown() == null ? "" : ": " + entry.getThrown();
            complaints.add(logger + ": " + entry.getMessage() + thrown);
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        root.removeHandler(this);
    }
}
