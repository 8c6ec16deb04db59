package io.sluice.feed;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.FlowableSubscriber;
import io.sluice.internal.Demand;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * One subscription to a topic: enters one {@link Run} after the other, as a member of its hub with its own policy, and puts
 * in between what has to be said.
 *
 * <p>Threading: {@link #request} and {@link #cancel} on any thread; who finds {@code work} at 0 emits, at {@link Home}, and
 * the others only count it up. The hub's signals come there too.
 *
 * <p>Invariants:
 * <ul>
 *   <li>{@code pending} has what has to be said at the beginning of a run, one gap per jump of the offsets, and values that
 *       these have taken the demand of. A run is entered only when it is empty, and the hub is asked for no more than is left
 *       of the demand then: so it does not grow with the time that a subscriber stalls.
 *   <li>{@code beginning} is used by one at a time: by the hub, as a member joins, and then by the values, until the run has
 *       ended; the next one is entered after that.
 * </ul>
 */
final class TopicMember<T> implements Subscription {

    private final TopicCore<T> topic;
    private final Delivery<T> delivery;
    private final Subscriber<? super TopicEvent<T>> downstream;
    private final Home home = Home.current();
    private final Beginning<T> beginning;
    private final Queue<TopicEvent<T>> pending = new ConcurrentLinkedQueue<>();
    private final AtomicInteger work = new AtomicInteger();
    private final AtomicLong requested = new AtomicLong();
    /** Values that the present hub has been asked for and that have not come. */
    private final AtomicLong outstanding = new AtomicLong();

    private final AtomicBoolean left = new AtomicBoolean();

    private volatile boolean cancelled;
    private volatile @Nullable Subscription hub;
    /** The run it was in is over, or it has not been in one: it is to enter the next. */
    private volatile boolean outside = true;

    private volatile boolean ended;
    private volatile @Nullable Throwable error;

    /** Each of its subscriptions is one of this class. */
    static final class Source<T> extends Flowable<TopicEvent<T>> {

        private final TopicCore<T> topic;
        private final Start start;
        private final Delivery<T> delivery;

        Source(TopicCore<T> topic, Start start, Delivery<T> delivery) {
            this.topic = topic;
            this.start = start;
            this.delivery = delivery;
        }

        @Override
        protected void subscribeActual(Subscriber<? super TopicEvent<T>> subscriber) {
            TopicMember<T> member = new TopicMember<>(topic, start, delivery, subscriber);
            member.work.set(1); // nothing is emitted before onSubscribe has returned
            topic.join();
            subscriber.onSubscribe(member);
            member.home.run(member::emit);
        }
    }

    private TopicMember(
            TopicCore<T> topic, Start start, Delivery<T> delivery, Subscriber<? super TopicEvent<T>> downstream) {
        this.topic = topic;
        this.delivery = delivery;
        this.downstream = downstream;
        this.beginning = new Beginning<>(start, delivery.jump(), pending::add, topic.account::unrecovered);
    }

    @Override
    public void request(long n) {
        IllegalArgumentException wrong = Demand.violation(n);
        if (wrong != null) {
            end(wrong);
            return;
        }
        requested.getAndUpdate(demand -> Demand.add(demand, n));
        drain();
    }

    @Override
    public void cancel() {
        cancelled = true;
        Subscription present = hub;
        if (present != null) {
            present.cancel();
        }
        leave();
    }

    /** There is no more to come, once what waits has been emitted; an error does not wait. */
    void end(@Nullable Throwable cause) {
        error = cause;
        ended = true;
        drain();
    }

    /** {@code run} may be entered. */
    void entered(Run<T> run) {
        home.run(() -> {
            if (!cancelled) {
                run.hub
                        .joinFrom(delivery.overflow(), () -> run.replica.begin(beginning))
                        .subscribe(new Inside());
                drain(); // what is said at the beginning, if no value comes
            }
        });
    }

    private void leave() {
        if (left.compareAndSet(false, true)) {
            topic.leave(this);
        }
    }

    private void drain() {
        if (work.getAndIncrement() == 0) {
            home.run(this::emit);
        }
    }

    /** With {@code work} taken. */
    private void emit() {
        int missed = 1;
        while (missed != 0) {
            missed = work.get();
            emitWhatIsAskedFor();
            missed = work.addAndGet(-missed);
        }
    }

    private void emitWhatIsAskedFor() {
        if (error != null) { // does not wait for demand, which may never come
            terminate();
            return;
        }
        while (!cancelled) {
            TopicEvent<T> event = requested.get() == 0 ? null : pending.poll();
            if (event == null) {
                break;
            }
            requested.getAndUpdate(demand -> Demand.produced(demand, 1));
            downstream.onNext(event);
        }
        if (cancelled || !pending.isEmpty()) {
            return;
        }
        if (ended) {
            terminate();
        } else if (outside) {
            outside = false;
            if (!topic.enter(this)) {
                if (!beginning.hasStarted()) {
                    error = new TopicException(TopicException.Reason.CLOSED, "the broker was closed");
                }
                terminate();
            }
        } else {
            askHub();
        }
    }

    private void terminate() {
        if (cancelled) {
            return;
        }
        Throwable cause = error;
        cancel();
        if (cause == null) {
            downstream.onComplete();
        } else {
            downstream.onError(cause);
        }
    }

    /** Asks the hub for what is wanted beyond what is on its way. */
    private void askHub() {
        Subscription present = hub;
        if (present == null) {
            return;
        }
        long wanted = requested.get();
        long more =
                wanted == Long.MAX_VALUE && outstanding.get() >= Long.MAX_VALUE / 2 ? 0 : wanted - outstanding.get();
        if (more > 0) {
            outstanding.addAndGet(more);
            present.request(more);
        }
    }

    /** In one run. */
    private final class Inside implements FlowableSubscriber<Update<T>> {

        @Override
        public void onSubscribe(Subscription subscription) {
            outstanding.set(0);
            hub = subscription;
            if (cancelled) {
                subscription.cancel();
            }
        }

        @Override
        public void onNext(Update<T> value) {
            Update<T> next = beginning.next(value);
            boolean emits = work.compareAndSet(0, 1);
            if (emits && !cancelled && pending.isEmpty() && requested.get() > 0) {
                requested.getAndUpdate(demand -> Demand.produced(demand, 1));
                outstanding.decrementAndGet();
                downstream.onNext(next);
                if (work.compareAndSet(1, 0)) {
                    return;
                }
            } else {
                pending.add(next);
                outstanding.decrementAndGet();
            }
            if (emits) {
                emit();
            } else {
                drain();
            }
        }

        @Override
        public void onError(Throwable cause) {
            hub = null;
            end(cause);
        }

        @Override
        public void onComplete() {
            hub = null;
            outside = true;
            drain();
        }
    }
}
