package io.sluice.feed;

import io.reactivex.rxjava3.core.Single;
import io.sluice.message.Message;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Publishes to one topic: encodes, numbers, and sends again what no answer comes for.
 *
 * <p>Threading: any thread.
 */
final class TopicPublisher<T> {

    private static final long REPEATS = 3;

    private final Broker broker;
    private final TopicSpec<T> spec;
    private final TopicAccount account;
    private final long producer = ThreadLocalRandom.current().nextLong();
    private final AtomicLong sequence = new AtomicLong();

    TopicPublisher(Broker broker, TopicSpec<T> spec, TopicAccount account) {
        this.broker = broker;
        this.spec = spec;
        this.account = account;
    }

    Single<Position> publish(T value) {
        Entry entry;
        try {
            entry = encode(value);
        } catch (Exception refused) {
            return Single.error(refused);
        }
        return publish(entry);
    }

    Single<Position> publish(Entry entry) {
        Publication publication = new Publication(producer, sequence.incrementAndGet(), entry);
        Single<Published> answer = Single.defer(() -> broker.publish(spec.config(), publication))
                .retry(REPEATS, failure -> !(failure instanceof TopicException))
                .cache();
        // Published now, whether the caller subscribes to the answer or not.
        var unused = answer.subscribe(
                published -> {
                    account.published.increment();
                    if (published.duplicate()) {
                        account.repeated.increment();
                    }
                },
                failure -> account.refused.increment());
        return answer.map(Published::position);
    }

    void publishUnanswered(T value) {
        Entry entry;
        try {
            entry = encode(value);
        } catch (RuntimeException refused) {
            throw refused;
        } catch (Exception refused) {
            throw new IllegalArgumentException("the codec has refused a value", refused);
        }
        account.unanswered.increment();
        broker.publish(spec.config(), entry);
    }

    private Entry encode(T value) throws Exception {
        Message payload = Objects.requireNonNull(spec.codec().encode(value), "the codec has encoded null");
        Function<? super T, @Nullable String> key = spec.key();
        return new Entry(key == null ? null : key.apply(value), payload);
    }
}
