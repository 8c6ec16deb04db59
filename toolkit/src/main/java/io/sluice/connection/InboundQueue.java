package io.sluice.connection;

import io.netty.channel.EventLoop;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.operators.SpscLinkedArrayQueue;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import io.sluice.internal.Demand;
import io.sluice.message.Message;
import io.vertx.core.Handler;
import io.vertx.core.internal.ContextInternal;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * The inbound side as a publisher for one subscriber: a queue between the event loop, which puts messages (or, in a connection
 * whose messages are streamed, parts of them) in, and the connection's context, which emits them under demand.
 *
 * <p>Bound: at half of {@code maxWeight} the socket is no longer read, and at a quarter it is read again. The other half is for
 * {@linkplain #look looks}. What the read in progress still yields (one socket buffer, or one message if that is larger) is
 * always taken in. A message weighs its bytes plus {@link #MESSAGE_OVERHEAD}, so that a flood of tiny ones is bounded too.
 *
 * <p>Threading: {@link #offer}, {@link #end}, {@link #discard} on the event loop; {@code request} and {@code cancel} on any
 * thread; emission on the context only, by the one thread that moved {@code wip} from zero.
 *
 * <p>No wake-up is lost: demand, messages, cancellation and the end are each recorded before {@code wip} is incremented, and
 * the drain leaves only when {@code wip} has not moved since its last look.
 */
final class InboundQueue extends Flowable<Object> {

    /** What an empty message costs in memory, roughly: object, array, queue slot. */
    static final int MESSAGE_OVERHEAD = 64;

    private final Transport transport;
    private final EventLoop loop;
    private final ContextInternal context;
    private final ConnectionAccounts accounts;
    private final long maxWeight;
    private final Handler<Void> drainTask = v -> drainLoop();

    // Any thread.
    private final SpscLinkedArrayQueue<Object> queue = new SpscLinkedArrayQueue<>(16);
    private final AtomicInteger wip = new AtomicInteger();
    private final AtomicLong requested = new AtomicLong();
    private final AtomicLong weight = new AtomicLong();
    private final AtomicBoolean taken = new AtomicBoolean();
    private volatile @Nullable Subscriber<? super Object> downstream;
    private volatile @Nullable Throwable badRequest;
    private volatile boolean cancelled;
    private volatile boolean ended;
    private @Nullable Throwable error;

    // Written on the event loop only.
    private volatile boolean paused;
    private boolean looking;
    private boolean discarding;

    InboundQueue(
            Transport transport, EventLoop loop, ContextInternal context, ConnectionAccounts accounts, int maxBytes) {
        this.transport = transport;
        this.loop = loop;
        this.context = context;
        this.accounts = accounts;
        this.maxWeight = maxBytes;
    }

    /** The queue of a connection whose messages are joined. */
    @SuppressWarnings("unchecked") // nothing but messages is offered
    Flowable<Message> messages() {
        return (Flowable<Message>) (Flowable<?>) this;
    }

    @Override
    protected void subscribeActual(Subscriber<? super Object> subscriber) {
        subscribe(subscriber, () -> {});
    }

    /** Subscribes {@code subscriber} and runs {@code onTaken}, unless there is a subscriber already. */
    void subscribe(Subscriber<? super Object> subscriber, Runnable onTaken) {
        if (taken.compareAndSet(false, true)) {
            onTaken.run();
            subscriber.onSubscribe(new InboundSubscription());
            downstream = subscriber;
            drain();
        } else {
            Flowable.<Object>error(
                            new IllegalStateException(
                                    "messages() and streams() of a connection take one subscriber together; share it with a Hub"))
                    .subscribe(subscriber);
        }
    }

    /** A message came off the wire. */
    void offer(Message message) {
        add(message);
    }

    /** A part of a streamed message came off the wire. */
    void offer(MessagePart part) {
        add(part);
    }

    private void add(Object item) {
        accounts.received(messages(item), size(item));
        if (discarding || cancelled) {
            accounts.discarded(messages(item), size(item));
            return;
        }
        long waiting = weight.addAndGet(weightOf(item));
        queue.offer(item);
        drain();
        long mark = looking ? maxWeight : maxWeight / 2;
        if (waiting >= mark && weight.get() >= mark) {
            pause();
        }
    }

    private void pause() {
        looking = false;
        if (!paused) {
            paused = true;
            transport.pauseReading();
            // The drain may have gone below the mark between the look at it and the pause, and seen no pause to end.
            resumeIfLow();
        }
    }

    /**
     * Reads a paused socket once more, to see whether the peer still says anything: until something has come.
     *
     * @return false if the bound leaves no room for it
     */
    boolean look() {
        if (weight.get() >= maxWeight) {
            return false;
        }
        looking = true;
        resume();
        return !paused; // what the decoder had kept may have taken the room
    }

    /** A read has ended. */
    void readComplete() {
        if (looking && weight.get() >= maxWeight / 2) {
            pause();
        }
    }

    /** Whether messages wait that nobody has asked for; any thread. */
    boolean isStarved() {
        return !ended && requested.get() == 0 && weight.get() > 0;
    }

    /** Nothing more is wanted: this side closes. What already waits is still delivered; the socket is read for the peer's answer. */
    void discard() {
        discarding = true;
        resume();
    }

    /** The connection is gone; what waits is delivered before the signal. */
    void end(@Nullable Throwable cause) {
        error = cause;
        ended = true;
        drain();
    }

    /** Whether the socket is left unread because nobody asks for more. */
    boolean isPaused() {
        return paused;
    }

    private void drain() {
        if (wip.getAndIncrement() == 0) {
            EventLoops.emit(context, drainTask);
        }
    }

    private void drainLoop() {
        int missed = 1;
        do {
            Subscriber<? super Object> subscriber = downstream;
            if (subscriber != null || cancelled) {
                emitAvailable(subscriber);
            }
            missed = wip.addAndGet(-missed);
        } while (missed != 0);
    }

    private void emitAvailable(@Nullable Subscriber<? super Object> subscriber) {
        long demand = requested.get();
        long emitted = 0;
        while (true) {
            if (cancelled || subscriber == null) {
                drop();
                return;
            }
            Throwable violation = badRequest;
            if (violation != null) {
                finish();
                drop();
                subscriber.onError(violation);
                return;
            }
            boolean last = ended;
            if (last && queue.isEmpty()) {
                finish();
                signalEnd(subscriber);
                return;
            }
            if (emitted == demand) {
                break;
            }
            Object item = queue.poll();
            if (item == null) {
                break;
            }
            emitted++;
            release(item);
            accounts.delivered(messages(item), size(item));
            if (!emit(subscriber, item)) {
                return;
            }
        }
        if (emitted != 0) {
            long produced = emitted;
            requested.updateAndGet(current -> Demand.produced(current, produced));
        }
    }

    /** Rule 2.13 forbids subscribers to throw; one that does is cancelled rather than left to wedge the drain. */
    private boolean emit(Subscriber<? super Object> subscriber, Object item) {
        try {
            subscriber.onNext(item);
            return true;
        } catch (Throwable thrown) {
            finish();
            drop();
            RxJavaPlugins.onError(thrown);
            return false;
        }
    }

    private void signalEnd(Subscriber<? super Object> subscriber) {
        if (error == null) {
            subscriber.onComplete();
        } else {
            subscriber.onError(error);
        }
    }

    private void finish() {
        cancelled = true;
        downstream = null;
    }

    private void drop() {
        downstream = null;
        Object item;
        while ((item = queue.poll()) != null) {
            release(item);
            accounts.discarded(messages(item), size(item));
        }
    }

    private void release(Object item) {
        long left = weight.addAndGet(-weightOf(item));
        if (paused && left <= maxWeight / 4) {
            EventLoops.execute(loop, this::resumeIfLow);
        }
    }

    private void resumeIfLow() {
        if (paused && weight.get() <= maxWeight / 4) {
            resume();
        }
    }

    private void resume() {
        if (paused) {
            paused = false;
            transport.resumeReading();
        }
    }

    private static long weightOf(Object item) {
        return (long) size(item) + MESSAGE_OVERHEAD;
    }

    private static int size(Object item) {
        return item instanceof Message message ? message.size() : ((MessagePart) item).size();
    }

    private static int messages(Object item) {
        return item instanceof MessagePart part && !part.last() ? 0 : 1;
    }

    private final class InboundSubscription implements Subscription {

        @Override
        public void request(long n) {
            IllegalArgumentException violation = Demand.violation(n);
            if (violation == null) {
                requested.updateAndGet(demand -> Demand.add(demand, n));
            } else if (badRequest == null) {
                badRequest = violation;
            }
            drain();
        }

        @Override
        public void cancel() {
            cancelled = true;
            drain();
        }
    }
}
