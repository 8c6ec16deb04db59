package io.sluice.feed;

import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.reactivestreams.Publisher;

/**
 * A named stream of values, published on any node and subscribed to on any node that its broker reaches.
 *
 * <p>Backpressure: honoured per subscriber; each event counts as one. Who has no demand is dealt with as its {@link Delivery}
 * says, and changes nobody else's delivery, but with {@link Delivery#backpressure}.
 *
 * <p>Threading: every method may be called from any thread. A subscriber on an event loop of Vert.x gets its signals there;
 * any other on whatever thread publishes, requests or carries the topic, and must not block it.
 *
 * <p>Overflow: see {@link Delivery}.
 *
 * <p>Errors: a subscription ends with {@link io.sluice.fanout.SlowConsumerException} if its delivery says so, with {@link
 * TopicException} if the topic is refused, and with what broke if the broker cannot go on. It completes when the broker is
 * closed.
 *
 * <p>Memory: the node's copy of the history and the state, while it is subscribed to, once for all subscribers.
 *
 * @param <T> type of the values
 */
public final class Topic<T> {

    /**
     * Values of an upstream that wait for the broker's answer, in {@link #feed}. As many as a broker remembers of each
     * producer.
     */
    private static final int IN_FLIGHT = Producers.WINDOW;

    private final Broker broker;
    private final TopicSpec<T> spec;
    private final TopicCore<T> core;
    private final TopicPublisher<T> publisher;
    private final Scheduler scheduler;

    Topic(Broker broker, TopicSpec<T> spec, Scheduler scheduler, HistoryBudget budget) {
        this.broker = broker;
        this.spec = spec;
        this.scheduler = scheduler;
        this.core = new TopicCore<>(broker, spec, scheduler, budget);
        this.publisher = new TopicPublisher<>(broker, spec, core.account);
    }

    public String name() {
        return spec.config().name();
    }

    TopicSpec<T> spec() {
        return spec;
    }

    /**
     * The topic from {@code start} on: each subscription is one of its own.
     *
     * @param delivery what happens to the values that it has no demand for
     */
    public Flowable<TopicEvent<T>> subscribe(Start start, Delivery<T> delivery) {
        Objects.requireNonNull(start, "start");
        Objects.requireNonNull(delivery, "delivery");
        return RxJavaPlugins.onAssembly(new TopicMember.Source<>(core, start, delivery));
    }

    /**
     * Publishes {@code value}, now, subscribed to or not, and tells where: if no answer comes it is sent up to three times
     * more, and the broker sees to it that it is published once. An error means that it may or may not have been.
     */
    public Single<Position> publish(T value) {
        return publisher.publish(value);
    }

    /** Publishes {@code value}, at most once, and does not tell. What the codec throws is thrown. */
    public void publishUnanswered(T value) {
        publisher.publishUnanswered(value);
    }

    /** Publishes that {@code key} exists no more. */
    public Single<Position> delete(String key) {
        return publisher.publish(Entry.deletion(key));
    }

    /**
     * From how many nodes the topic is subscribed to: the number now, and each time it changes; the latest, for a subscriber
     * without demand.
     */
    public Flowable<Integer> interest() {
        return broker.interest(spec.config());
    }

    /**
     * Publishes what {@code upstream} emits, while it is wanted: subscribes to it when the first node is interested, and
     * cancels when there has been none for {@code linger}. Ends as the upstream ends, or with the first value that cannot be
     * published.
     *
     * <p>Backpressure: at most 64 values wait for the broker's answer.
     *
     * @param linger default of a topic's own: its nodes linger too. Not negative
     */
    public Completable feed(Publisher<? extends T> upstream, Duration linger) {
        Flowable<Object> published = Flowable.fromPublisher(upstream)
                .flatMapSingle(this::publish, false, IN_FLIGHT)
                .ignoreElements()
                .toSingleDefault((Object) true)
                .toFlowable();
        return Completable.fromPublisher(interest()
                .map(nodes -> nodes > 0)
                .switchMap(wanted -> wanted
                        ? Flowable.just(true)
                        : Flowable.just(false).delay(linger.toMillis(), TimeUnit.MILLISECONDS, scheduler))
                .distinctUntilChanged()
                .switchMap(wanted -> wanted ? published : Flowable.never())
                .take(1));
    }

    /** How the topic fares on this node: now, and each time it changes; the latest, for a subscriber without demand. */
    public Flowable<TopicStatus> status() {
        return core.statuses();
    }

    /** What it has done on this node. Takes time in proportion to the number of subscribers. */
    public TopicCounters counters() {
        return core.counters();
    }

    /** Whether nobody on this node has subscribed, or not for a while. */
    boolean isIdle() {
        return core.isIdle();
    }
}
