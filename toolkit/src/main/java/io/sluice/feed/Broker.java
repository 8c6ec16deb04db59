package io.sluice.feed;

import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Single;
import java.util.List;

/**
 * Carries topics: the seam behind which they are kept in this process ({@link MemoryBroker}), on the nodes of a cluster, or
 * by a message broker such as NATS, Redis Streams or Kafka. It puts what is published into one order per topic, numbers it,
 * and keeps the history and the state. Values are encoded here; a topic above has them as objects, and shares one
 * subscription per topic among all subscribers of a node.
 *
 * <p>Threading: every method may be called from any thread, and does not block. Signals of one subscription come one at a
 * time, on threads of the broker's choice, also within {@code subscribe} and {@code request}.
 *
 * <p>Errors: a subscription, and a call, fails with {@link TopicException} where the broker refuses, and with whatever broke
 * where it cannot go on. A fault that it can recover from is a {@link BrokerSignal}.
 *
 * <p>Memory: what waits for a subscription without demand is the topic's history, which has its bounds; a subscription that
 * falls out of it gets a {@link BrokerSignal.Gap}. So no subscription holds up another, or a publisher.
 */
public interface Broker {

    /**
     * The signals of {@code topic} from {@code start} on: each subscription is one of its own. {@link BrokerSignal} says in
     * which order.
     *
     * <p>Backpressure: honoured; each signal counts as one. It completes when the broker is closed.
     */
    Flowable<BrokerSignal> subscribe(TopicConfig topic, Start start);

    /**
     * Publishes, and tells where: at least once if the caller repeats it with the same sequence until it succeeds, and once
     * in an epoch, since the broker knows a repeated one by its producer and sequence. It is published when this is called,
     * subscribed to or not.
     */
    Single<Published> publish(TopicConfig topic, Publication publication);

    /** Publishes, at most once, and does not tell. What cannot be sent on at once is dropped, and counted by the broker. */
    void publish(TopicConfig topic, Entry entry);

    /**
     * Up to {@code max} values after {@code after}, without a subscription. Fails with {@link TopicException} if they are not
     * in the history any more; empty if there are none yet.
     */
    Single<List<BrokerSignal.Data>> history(TopicConfig topic, Position after, int max);

    /**
     * From how many nodes {@code topic} is subscribed to: the number now, and each time it changes.
     *
     * <p>Backpressure: the latest is kept for a subscriber without demand.
     */
    Flowable<Integer> interest(TopicConfig topic);

    /** Ends all subscriptions, and gives up what is kept. Idempotent. */
    Completable close();
}
