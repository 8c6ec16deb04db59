package io.sluice.cluster;

import io.sluice.feed.BrokerSignal.Data;
import io.sluice.feed.Publication;
import io.sluice.feed.Published;
import io.sluice.feed.TopicException;
import io.sluice.feed.TopicLog;
import java.util.ArrayList;
import java.util.List;

/**
 * A topic's history and state of the world at its owner. Both together are what the protocol takes for the state: a node that
 * joins, or fell behind, gets them as of one sequence, and what follows.
 *
 * <p>Invariant: the log's offsets are the protocol's sequences, for both count what is new, from 1 on.
 *
 * <p>Threading: confined to the node.
 */
final class KeptTopic implements TopicState {

    private final TopicLog log;

    KeptTopic(TopicLog log) {
        this.log = log;
    }

    @Override
    public long apply(byte[] payload) {
        try {
            Envelope envelope = Envelope.read(payload);
            Publication publication = envelope.publication();
            if (publication != null) {
                Published published = log.append(publication);
                return published.duplicate() ? published.position().offset() : NEW;
            }
            Data unused = log.append(envelope.entry());
            return NEW;
        } catch (TopicException | IllegalArgumentException unknown) {
            return FORGOTTEN;
        }
    }

    @Override
    public List<byte[]> values() {
        log.expire();
        List<byte[]> values = new ArrayList<>();
        for (long offset = log.oldest().offset() + 1; offset <= log.head().offset(); offset++) {
            values.add(Envelope.of(log.get(offset), false));
        }
        for (Data data : log.state()) {
            values.add(Envelope.of(data, true));
        }
        return values;
    }

    @Override
    public boolean isWorthKeeping() {
        return !log.state().isEmpty();
    }

    @Override
    public void tick() {
        log.expire();
    }

    @Override
    public void close() {
        log.close();
    }
}
