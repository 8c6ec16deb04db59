package io.sluice.cluster;

import io.reactivex.rxjava3.core.Single;
import io.sluice.feed.Broker;
import io.sluice.feed.BrokerSignal;
import io.sluice.feed.BrokerSignal.Data;
import io.sluice.feed.BrokerSignal.Gap;
import io.sluice.feed.BrokerSignal.Opened;
import io.sluice.feed.BrokerSignal.Reset;
import io.sluice.feed.Position;
import io.sluice.feed.Start;
import io.sluice.feed.TopicConfig;
import io.sluice.feed.TopicException;
import java.util.ArrayList;
import java.util.List;

/** Reads a page of a topic's history by a subscription that ends when it has it. One thread at a time. */
final class HistoryPage {

    private final int max;
    private final Position after;
    private final List<Data> values = new ArrayList<>();
    private long wanted = Long.MAX_VALUE;

    private HistoryPage(Position after, int max) {
        this.after = after;
        this.max = max;
    }

    static Single<List<Data>> read(Broker broker, TopicConfig topic, Position after, int max) {
        return Single.defer(() -> {
            HistoryPage page = new HistoryPage(after, max);
            return broker.subscribe(topic, Start.after(after))
                    .takeUntil(page::isWholeWith)
                    .ignoreElements()
                    .andThen(Single.fromCallable(page::values));
        });
    }

    private boolean isWholeWith(BrokerSignal signal) {
        if (signal instanceof Opened opened) {
            if (!opened.recovered()) {
                throw gone();
            }
            wanted = Math.min(max, opened.head() - after.offset());
        } else if (signal instanceof Data data) {
            values.add(data);
        } else if (signal instanceof Gap || signal instanceof Reset) {
            throw gone();
        }
        return values.size() >= wanted;
    }

    private TopicException gone() {
        return new TopicException(
                TopicException.Reason.NOT_IN_HISTORY,
                "what comes after " + after + " is not in the history (any more)");
    }

    private List<Data> values() {
        if (values.size() < wanted) {
            throw Publications.closed();
        }
        return values;
    }
}
