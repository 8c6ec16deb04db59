package io.sluice;

import io.netty.util.ResourceLeakDetector;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/**
 * Netty's leak detector, with a memory: a logged leak passes unnoticed, a recorded one fails a test ({@link LeakGuard}).
 * Netty creates it by name, see the module's pom.
 *
 * @param <T> type of the resources watched
 */
public final class RecordingLeakDetector<T> extends ResourceLeakDetector<T> {

    private static final Queue<String> LEAKS = new ConcurrentLinkedQueue<>();

    public RecordingLeakDetector(Class<?> resourceType, int samplingInterval) {
        super(resourceType, samplingInterval);
    }

    /** Netty looks for this constructor as well, and complains where it is missing. */
    @SuppressWarnings("deprecation")
    public RecordingLeakDetector(Class<?> resourceType, int samplingInterval, long maxActive) {
        super(resourceType, samplingInterval, maxActive);
    }

    /** The leaks found since the last call. */
    static List<String> drainLeaks() {
        return Stream.generate(LEAKS::poll).takeWhile(Objects::nonNull).toList();
    }

    @Override
    protected boolean needReport() {
        return true;
    }

    @Override
    protected void reportTracedLeak(String resourceType, String records) {
        LEAKS.add(resourceType + " was never released." + records);
    }

    @Override
    protected void reportUntracedLeak(String resourceType) {
        LEAKS.add(resourceType + " was never released; nothing is known of its way.");
    }
}
