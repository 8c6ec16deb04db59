package io.sluice.feed.wire;

import io.sluice.feed.Update;
import io.sluice.message.Message;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes values of one topic: with the bytes that were published, unless it is a merged one, which has to be encoded first.
 *
 * <p>Threading: one at a time.
 */
final class PayloadWriter<T> {

    private final FeedTopic<T> topic;
    private final boolean merges;
    private final DataWriter writer;

    PayloadWriter(FeedTopic<T> topic, FeedPolicy policy, Form form) {
        this.topic = topic;
        this.merges = policy == FeedPolicy.CONFLATE && topic.merge() != null;
        this.writer = new DataWriter(form, topic.isJson());
    }

    boolean isStateful() {
        return topic.spec().config().isStateful();
    }

    Message data(int id, Update<?> update) {
        return writer.data(id, update, payload(update));
    }

    byte[] entry(Update<?> update) {
        return writer.entry(update, update.payload());
    }

    @SuppressWarnings("unchecked") // updates of this topic
    private @Nullable Message payload(Update<?> update) {
        if (!merges || update.count() == 1 || update.isDeletion()) {
            return update.payload();
        }
        try {
            return topic.spec().codec().encode((T) Objects.requireNonNull(update.value()));
        } catch (RuntimeException broken) {
            throw broken;
        } catch (Exception broken) {
            throw new IllegalStateException("the codec has refused a merged value", broken);
        }
    }
}
