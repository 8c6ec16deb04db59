package io.sluice;

import io.netty.buffer.ByteBuf;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakTracker;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Netty's leak detector, with a memory: a logged leak passes unnoticed, a recorded one fails a test ({@link LeakGuard}).
 * Netty creates it by name, see the module's pom. It also counts the buffers in use, so that a test can see them all come
 * back without waiting for a garbage collection.
 *
 * @param <T> type of the resources watched
 */
public final class RecordingLeakDetector<T> extends ResourceLeakDetector<T> {

    private static final Queue<String> LEAKS = new ConcurrentLinkedQueue<>();
    private static final AtomicLong BUFFERS_IN_USE = new AtomicLong();

    private final boolean buffers;

    public RecordingLeakDetector(Class<?> resourceType, int samplingInterval) {
        super(resourceType, samplingInterval);
        buffers = resourceType == ByteBuf.class;
    }

    /** Netty looks for this constructor as well, and complains where it is missing. */
    @SuppressWarnings("deprecation")
    public RecordingLeakDetector(Class<?> resourceType, int samplingInterval, long maxActive) {
        super(resourceType, samplingInterval, maxActive);
        buffers = resourceType == ByteBuf.class;
    }

    /** The buffers that have been allocated and not been released yet, in the whole process. */
    public static long buffersInUse() {
        return BUFFERS_IN_USE.get();
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

    @Override
    public @Nullable ResourceLeakTracker<T> track(T resource) {
        return counted(super.track(resource));
    }

    @Override
    public @Nullable ResourceLeakTracker<T> trackForcibly(T resource) {
        return counted(super.trackForcibly(resource));
    }

    private @Nullable ResourceLeakTracker<T> counted(@Nullable ResourceLeakTracker<T> tracker) {
        return buffers && tracker != null ? new Counted<>(tracker) : tracker;
    }

    private static final class Counted<T> implements ResourceLeakTracker<T> {

        private final ResourceLeakTracker<T> tracker;
        private final AtomicBoolean closed = new AtomicBoolean();

        Counted(ResourceLeakTracker<T> tracker) {
            this.tracker = tracker;
            BUFFERS_IN_USE.incrementAndGet();
        }

        @Override
        public void record() {
            tracker.record();
        }

        @Override
        public void record(Object hint) {
            tracker.record(hint);
        }

        @Override
        public boolean close(T trackedObject) {
            if (closed.compareAndSet(false, true)) {
                BUFFERS_IN_USE.decrementAndGet();
            }
            return tracker.close(trackedObject);
        }

        @Override
        public @Nullable Throwable getCloseStackTraceIfAny() {
            return tracker.getCloseStackTraceIfAny();
        }
    }
}
