package io.sluice.cluster;

import io.reactivex.rxjava3.core.Flowable;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Numbers as a stream, and what was done to it. */
final class CountedSource {

    final AtomicInteger subscribed = new AtomicInteger();
    final AtomicInteger over = new AtomicInteger();
    final AtomicLong requested = new AtomicLong();
    final AtomicLong largestRequest = new AtomicLong();
    private final Flowable<Buffer> flow;

    private CountedSource(Flowable<Buffer> source) {
        flow = source.doOnSubscribe(ignored -> subscribed.incrementAndGet())
                .doOnRequest(n -> {
                    requested.addAndGet(n);
                    largestRequest.accumulateAndGet(n, Math::max);
                })
                .doFinally(over::incrementAndGet);
    }

    static CountedSource of(Flowable<Buffer> source) {
        return new CountedSource(source);
    }

    /** The numbers from 0 up to {@code n}, each in {@code size} bytes. */
    static CountedSource numbers(long n, int size) {
        return of(
                Flowable.rangeLong(0, n).map(i -> Buffer.buffer(new byte[size]).setLong(0, i)));
    }

    static CountedSource numbers(long n) {
        return numbers(n, 8);
    }

    Flowable<Buffer> flow() {
        return flow;
    }

    boolean isIdle() {
        return subscribed.get() == over.get();
    }
}
