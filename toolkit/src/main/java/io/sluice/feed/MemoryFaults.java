package io.sluice.feed;

import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * What can be made to go wrong with the topics of a {@link MemoryBroker}, for tests. A topic must be in use.
 *
 * <p>Threading: any thread.
 */
public final class MemoryFaults {

    private final MemoryStore store;

    MemoryFaults(MemoryStore store) {
        this.store = store;
    }

    /** The topic begins a new epoch, with nothing in it. */
    public void reset(String topic) {
        change(topic, of -> of.log = replace(of.log));
    }

    /** The topic begins a new epoch, as when another node takes over that knows the state: its values are published anew. */
    public void resetKeepingState(String topic) {
        change(topic, of -> {
            List<BrokerSignal.Data> state = of.log.state();
            of.log = replace(of.log);
            state.forEach(data -> of.log.append(data.entry()));
        });
    }

    /** The next {@code n} values do not reach those who are subscribed. */
    public void lose(String topic, long n) {
        change(topic, of -> of.subscriptions.forEach(subscription -> subscription.lose(n)));
    }

    /** Nothing but faults is emitted until {@link #release}. */
    public void hold(String topic) {
        change(topic, of -> of.held = true);
    }

    public void release(String topic) {
        change(topic, of -> of.held = false);
    }

    /** {@code signal} comes in between the data. */
    public void tell(String topic, BrokerSignal signal) {
        change(topic, of -> of.subscriptions.forEach(subscription -> subscription.tell(signal)));
    }

    /** The next {@code n} publications are published, and the answers to them get lost. */
    public void loseAnswers(int n) {
        int unused = store.locked(() -> store.answersToLose = n);
    }

    /** Every subscription to the topic fails with {@code cause}. */
    public void fail(String topic, Throwable cause) {
        subscriptions(topic).forEach(subscription -> subscription.fail(cause));
    }

    private void change(String topic, Consumer<MemoryTopic> change) {
        List<MemorySubscription> subscriptions = store.locked(() -> {
            MemoryTopic of = Objects.requireNonNull(store.find(topic), topic);
            change.accept(of);
            return of.subscriptions;
        });
        subscriptions.forEach(MemorySubscription::drain);
    }

    private List<MemorySubscription> subscriptions(String topic) {
        return store.locked(() -> Objects.requireNonNull(store.find(topic), topic).subscriptions);
    }

    private TopicLog replace(TopicLog log) {
        log.close();
        return store.newLog(log.config());
    }
}
