package io.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class after which a Netty buffer turns out to have been lost without release. Every Jupiter class has it, by
 * {@code META-INF/services}. What a TCK class leaks fails the Jupiter class that ends next.
 */
public final class LeakGuard implements AfterAllCallback {

    private static final long GC_TIMEOUT_MILLIS = 5_000;

    @Override
    public void afterAll(ExtensionContext context) throws InterruptedException {
        if (context.getParent()
                .filter(parent -> parent.getTestClass().isPresent())
                .isPresent()) {
            return;
        }
        assertThat(findLeaks()).as("buffers leaked").isEmpty();
    }

    /** The buffers that have become unreachable without a release since the last call. */
    static List<String> findLeaks() throws InterruptedException {
        // A collection hands its finds over in no order, but all of them before those of the next.
        collectGarbage();
        collectGarbage();
        // Netty looks through the lost buffers whenever it hands out a new one.
        Unpooled.directBuffer(1).release();
        return RecordingLeakDetector.drainLeaks();
    }

    /** Returns when a collection has happened: what was unreachable at the call has been found so. */
    private static void collectGarbage() throws InterruptedException {
        ReferenceQueue<Object> found = new ReferenceQueue<>();
        Reference<Object> canary = new PhantomReference<>(new Object(), found);
        System.gc();
        assertThat(found.remove(GC_TIMEOUT_MILLIS)).as("a garbage collection").isSameAs(canary);
    }
}
