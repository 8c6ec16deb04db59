package io.sluice.examples.trading.market;

import static io.sluice.aggregate.Conflate.conflate;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.processors.PublishProcessor;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import io.sluice.examples.trading.GoldenBookRow;
import io.sluice.examples.trading.MarketFixtures;
import io.sluice.examples.trading.RecordedLine;
import io.sluice.examples.trading.Recordings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What a reader of random demand gets of the recording through the operator that merges. */
class ConflatedRecordingTest {

    @Test
    void updatesConflatedUnderRandomDemandLeadToTheGoldenBookAndCountWhatTheyStandFor() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Map<Long, GoldenBookRow> golden =
                Recordings.goldenBook().stream().collect(Collectors.toMap(GoldenBookRow::lastId, Function.identity()));
        OrderBook book = new OrderBook(MarketFixtures.SYMBOL);
        Map<Long, DepthUpdate> updates = readAfterSnapshot(book);
        PublishProcessor<DepthUpdate> source = PublishProcessor.create();
        TestSubscriber<DepthUpdate> reader =
                source.compose(conflate(DepthUpdate::mergeWith)).test(0);
        for (DepthUpdate update : updates.values()) {
            source.onNext(update);
            if (random.nextInt(10) == 0) {
                reader.request(1 + random.nextInt(3));
            }
        }
        source.onComplete();
        reader.request(1);
        reader.assertComplete();

        int merged = 0;
        for (DepthUpdate one : reader.values()) {
            assertThat(one.firstId()).as("seed %d: follows directly", seed).isEqualTo(book.lastId() + 1);
            book.apply(one);
            merged += one.merged();
            GoldenBookRow expected = Objects.requireNonNull(golden.get(one.lastId()));
            DepthUpdate last = Objects.requireNonNull(updates.get(one.lastId()));
            assertThat(GoldenBookRow.of(expected.receivedNanos(), last, book))
                    .as("seed %d", seed)
                    .isEqualTo(expected);
        }
        assertThat(merged).as("seed %d: updates in all", seed).isEqualTo(updates.size());
        assertThat(reader.values()).hasSizeLessThan(updates.size() / 2);
    }

    /** The updates by their last id, in order, and the book as the snapshot has it. */
    private static Map<Long, DepthUpdate> readAfterSnapshot(OrderBook book) {
        List<DepthUpdate> updates = new ArrayList<>();
        Recordings.forEachSpotLine(line -> read(line, updates, book));
        return updates.stream()
                .collect(Collectors.toMap(DepthUpdate::lastId, Function.identity(), (a, b) -> b, LinkedHashMap::new));
    }

    private static void read(RecordedLine line, List<DepthUpdate> updates, OrderBook book) {
        if (line.isSnapshot()) {
            book.reset(BinanceJson.parseSnapshot(MarketFixtures.SYMBOL, line.frame()));
        } else if (line.event() instanceof DepthUpdate update
                && update.firstId() > book.lastId()
                && book.lastId() > 0) {
            updates.add(update);
        }
    }
}
