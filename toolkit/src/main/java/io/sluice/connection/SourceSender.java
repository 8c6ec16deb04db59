package io.sluice.connection;

import io.netty.channel.EventLoop;
import io.reactivex.rxjava3.core.CompletableObserver;
import io.reactivex.rxjava3.core.FlowableSubscriber;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.operators.SpscArrayQueue;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import io.sluice.internal.DeferredSubscription;
import io.sluice.message.CloseStatus;
import io.sluice.message.Message;
import io.vertx.core.internal.ContextInternal;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;

/**
 * Carries one source to the socket: at most {@link #PREFETCH} of its messages are asked for and not yet written.
 *
 * <p>Errors: a source's error comes after what it emitted before, unless the socket takes nothing: then it comes at once, since
 * a peer that does not read could keep it back for ever, and an error is how an overflow policy says so.
 *
 * <p>Threading: {@code onNext}, {@code onError}, {@code onComplete} on the source's thread, one at a time; {@link #dispose}
 * on any; everything else on the event loop. A message that arrives on the event loop is written there and then.
 *
 * <p>No wake-up is lost: whoever changes something {@link #drain} looks at ({@code queue}, {@code done}, the socket's
 * writability) does so first and increments {@code wip} after it; the drain leaves only when {@code wip} has not moved since
 * its last look.
 */
final class SourceSender implements FlowableSubscriber<Message>, Disposable {

    static final int PREFETCH = 16;
    private static final int REPLENISH = PREFETCH * 3 / 4;

    private final Outbound outbound;
    private final EventLoop loop;
    private final ContextInternal context;
    private final CompletableObserver downstream;

    // Any thread.
    private final SpscArrayQueue<Message> queue = new SpscArrayQueue<>(PREFETCH);
    private final AtomicInteger wip = new AtomicInteger();
    private final DeferredSubscription upstream = new DeferredSubscription();
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile boolean done;
    private @Nullable Throwable error;

    // Event loop only.
    private int writtenSinceRequest;

    SourceSender(Outbound outbound, EventLoop loop, ContextInternal context, CompletableObserver downstream) {
        this.outbound = outbound;
        this.loop = loop;
        this.context = context;
        this.downstream = downstream;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        if (upstream.set(subscription)) {
            subscription.request(PREFETCH);
        }
    }

    @Override
    public void onNext(Message message) {
        if (ended.get()) {
            return;
        }
        if (!queue.offer(message)) {
            upstream.cancel();
            onError(new IllegalStateException("the source emitted more than the " + PREFETCH + " messages requested"));
            return;
        }
        schedule();
    }

    @Override
    public void onError(Throwable failure) {
        Objects.requireNonNull(failure, "failure");
        if (done) {
            RxJavaPlugins.onError(failure);
            return;
        }
        error = failure;
        done = true;
        schedule();
    }

    @Override
    public void onComplete() {
        done = true;
        schedule();
    }

    private void schedule() {
        if (wip.getAndIncrement() == 0) {
            if (loop.inEventLoop()) {
                drainLoop();
            } else {
                EventLoops.execute(loop, this::drainLoop);
            }
        }
    }

    /** Writes what waits, as far as the socket takes it; event loop. */
    void drain() {
        if (wip.getAndIncrement() == 0) {
            drainLoop();
        }
    }

    private void drainLoop() {
        int missed = 1;
        do {
            try {
                writeAvailable();
            } catch (Throwable thrown) {
                // Of a source that throws where it is asked for more, or of memory that is not to be had: not one more
                // message, and no drain left standing.
                cancelUpstream();
                finish(thrown);
            }
            missed = wip.addAndGet(-missed);
        } while (missed != 0);
    }

    private void writeAvailable() {
        while (!ended.get()) {
            boolean last = done;
            if (last && queue.isEmpty()) {
                finish(error);
                return;
            }
            if (!outbound.isWritable()) {
                if (last && error != null) {
                    finish(error);
                }
                return;
            }
            Message message = queue.poll();
            if (message == null) {
                return;
            }
            outbound.write(message);
            if (++writtenSinceRequest == REPLENISH) {
                writtenSinceRequest = 0;
                replenish();
            }
        }
    }

    /** A source may emit, and work, where it is asked: that of a worker not on the event loop. */
    private void replenish() {
        if (context.isEventLoopContext()) {
            upstream.request(REPLENISH);
        } else {
            EventLoops.emit(context, v -> upstream.request(REPLENISH));
        }
    }

    /** The connection ended first; event loop. */
    void connectionEnded(CloseStatus status) {
        if (ended.compareAndSet(false, true)) {
            cancelUpstream();
            ConnectionClosedException closed = new ConnectionClosedException(status);
            EventLoops.emit(context, v -> downstream.onError(closed));
        }
    }

    /** Rule 3.15 forbids sources to throw here; one that does must not keep others from hearing of the end. */
    private void cancelUpstream() {
        try {
            upstream.cancel();
        } catch (RuntimeException thrown) {
            RxJavaPlugins.onError(thrown);
        }
    }

    private void finish(@Nullable Throwable failure) {
        if (ended.compareAndSet(false, true)) {
            outbound.unregister(this);
            if (failure == null) {
                context.emit(v -> downstream.onComplete());
            } else {
                context.emit(v -> downstream.onError(failure));
            }
        }
    }

    @Override
    public void dispose() {
        if (ended.compareAndSet(false, true)) {
            upstream.cancel();
            EventLoops.execute(loop, () -> outbound.unregister(this));
        }
    }

    @Override
    public boolean isDisposed() {
        return ended.get();
    }
}
