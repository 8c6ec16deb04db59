package io.sluice.examples.trading.market;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.examples.trading.GoldenBookRow;
import io.sluice.examples.trading.MarketFixtures;
import io.sluice.examples.trading.RecordedLine;
import io.sluice.examples.trading.Recordings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What a slow reader of the recording gets: runs of its updates merged into one. */
class MergedRecordingTest {

    @Test
    void runsOfUpdatesMergedAtRandomLeadToTheGoldenBookAndToTheWholeBookOfEachUpdateByItself() {
        long seed = new Random().nextLong();
        System.out.println("merged recording: seed " + seed);
        Random random = new Random(seed);
        Map<Long, GoldenBookRow> golden =
                Recordings.goldenBook().stream().collect(Collectors.toMap(GoldenBookRow::lastId, Function.identity()));
        OrderBook single = new OrderBook(MarketFixtures.SYMBOL);
        OrderBook merged = new OrderBook(MarketFixtures.SYMBOL);
        List<DepthUpdate> updates = readAfterSnapshot(single, merged);
        int runs = 0;
        for (int start = 0; start < updates.size(); runs++) {
            int end = Math.min(updates.size(), start + 2 + random.nextInt(49));
            List<DepthUpdate> run = updates.subList(start, end);
            DepthUpdate one = run.stream().reduce(DepthUpdate::mergeWith).orElseThrow();
            run.forEach(single::apply);
            merged.apply(one);

            GoldenBookRow expected = Objects.requireNonNull(golden.get(one.lastId()));
            GoldenBookRow first = Objects.requireNonNull(golden.get(run.get(0).lastId()));
            assertThat(one.merged()).isEqualTo(run.size());
            assertThat(one.firstId()).isEqualTo(first.firstId());
            assertThat(GoldenBookRow.of(expected.receivedNanos(), run.get(run.size() - 1), merged))
                    .as("seed %d, run %d", seed, runs)
                    .isEqualTo(expected);
            assertThat(merged.snapshot()).as("seed %d, run %d", seed, runs).isEqualTo(single.snapshot());
            start = end;
        }
        System.out.println("merged recording: " + updates.size() + " updates in " + runs + " runs");
        assertThat(updates).hasSameSizeAs(golden.keySet());
        assertThat(runs).isGreaterThan(updates.size() / 50);
    }

    private static List<DepthUpdate> readAfterSnapshot(OrderBook... books) {
        List<DepthUpdate> updates = new ArrayList<>();
        Recordings.forEachSpotLine(line -> read(line, updates, books));
        return updates;
    }

    private static void read(RecordedLine line, List<DepthUpdate> updates, OrderBook... books) {
        if (line.isSnapshot()) {
            DepthSnapshot snapshot = BinanceJson.parseSnapshot(MarketFixtures.SYMBOL, line.frame());
            for (OrderBook book : books) {
                book.reset(snapshot);
            }
        } else if (line.event() instanceof DepthUpdate update
                && update.firstId() > books[0].lastId()
                && books[0].lastId() > 0) {
            updates.add(update);
        }
    }
}
