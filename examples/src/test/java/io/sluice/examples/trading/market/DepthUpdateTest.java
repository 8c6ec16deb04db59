package io.sluice.examples.trading.market;

import static io.sluice.examples.trading.MarketFixtures.levels;
import static io.sluice.examples.trading.MarketFixtures.snapshot;
import static io.sluice.examples.trading.MarketFixtures.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.examples.trading.MarketFixtures;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DepthUpdateTest {

    @Test
    void mergingTakesTheLastWritePerPriceAndSideAndSpansBothRanges() {
        DepthUpdate merged = update(5, 6, "10.2@1 10.1@2", "10.4@4").mergeWith(update(7, 9, "10.1@3 10.0@1", "10.3@1"));

        assertThat(merged)
                .isEqualTo(new DepthUpdate(
                        MarketFixtures.SYMBOL,
                        1_009,
                        5,
                        9,
                        2,
                        levels("10.2@1 10.1@3 10.0@1"),
                        levels("10.3@1 10.4@4")));
    }

    @Test
    void mergingKeepsTheZeroThatDeletesWhatTheBookHadBefore() {
        DepthUpdate added = update(2, 2, "10.0@5", "");
        DepthUpdate deleted = update(3, 3, "10.0@0.00", "");

        DepthUpdate merged = added.mergeWith(deleted);

        assertThat(merged.bids()).isEqualTo(levels("10.0@0.00"));
        assertThat(snapshot(1, "10.0@1", "11@1").apply(merged)).isEqualTo(snapshot(3, "", "11@1"));
    }

    @Test
    void mergingAddsUpHowManyUpdatesOfTheExchangeThereAre() {
        DepthUpdate three = update(1, 1).mergeWith(update(2, 4)).mergeWith(update(5, 5));
        DepthUpdate two = update(6, 6).mergeWith(update(7, 7));

        assertThat(three.mergeWith(two).merged()).isEqualTo(5);
    }

    @Test
    void aPriceWrittenWithOtherZerosIsTheSamePriceAndTheLastWritingOfItStays() {
        DepthUpdate merged = update(1, 1, "10.0@1", "").mergeWith(update(2, 2, "10.00@2", ""));

        assertThat(merged.bids()).isEqualTo(levels("10.00@2"));
    }

    @Test
    void mergingRefusesWhatIsNotConsecutive() {
        DepthUpdate update = update(5, 6);

        assertThatThrownBy(() -> update.mergeWith(update(8, 9)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("cannot merge ETHUSDT [5..6] with ETHUSDT [8..9]: they are not consecutive");
        assertThatThrownBy(() -> update.mergeWith(update(6, 9))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> update.mergeWith(update)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> update(7, 9).mergeWith(update)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> update.mergeWith(new DepthUpdate("BTCUSDT", 0, 7, 7, 1, List.of(), List.of())))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anUpdateThatEndsBeforeItBeginsOrStandsForNothingIsRefused() {
        assertThatThrownBy(() -> update(7, 6)).hasMessage("first id 7 is after last id 6");
        assertThatThrownBy(() -> new DepthUpdate("X", 0, 1, 1, 0, List.of(), List.of()))
                .hasMessage("stands for 0 updates");
    }

    @Test
    void randomRunsMergedInAnyGroupingDoWhatANaiveModelDoes() {
        long seed = new Random().nextLong();
        System.out.println("merge law: seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            List<DepthUpdate> run = randomRun(random, 1 + random.nextInt(8));
            DepthUpdate merged = mergeInRandomGrouping(random, run);

            NaiveModel writes = new NaiveModel();
            run.forEach(writes::write);
            assertThat(writes.isWrittenBy(merged))
                    .as("seed %d, round %d", seed, round)
                    .isTrue();

            OrderBook one = randomBook(random);
            OrderBook each = new OrderBook(MarketFixtures.SYMBOL);
            each.reset(one.snapshot());
            NaiveModel model = new NaiveModel(one.snapshot());
            run.forEach(each::apply);
            run.forEach(model::write);
            one.apply(merged);
            assertThat(one.snapshot()).as("seed %d, round %d", seed, round).isEqualTo(each.snapshot());
            assertThat(model.isBook(one.snapshot()))
                    .as("seed %d, round %d", seed, round)
                    .isTrue();
        }
    }

    private static DepthUpdate mergeInRandomGrouping(Random random, List<DepthUpdate> run) {
        List<DepthUpdate> left = new ArrayList<>(run);
        while (left.size() > 1) {
            int at = random.nextInt(left.size() - 1);
            left.set(at, left.get(at).mergeWith(left.remove(at + 1)));
        }
        return left.get(0);
    }

    private static OrderBook randomBook(Random random) {
        OrderBook book = new OrderBook(MarketFixtures.SYMBOL);
        book.apply(new DepthUpdate(
                MarketFixtures.SYMBOL, 0, 1, 100, 1, randomLevels(random, 100), randomLevels(random, 110)));
        return book;
    }

    private static List<DepthUpdate> randomRun(Random random, int length) {
        List<DepthUpdate> run = new ArrayList<>();
        long id = 101;
        for (int i = 0; i < length; i++) {
            long last = id + random.nextInt(3);
            run.add(new DepthUpdate(
                    MarketFixtures.SYMBOL, id, id, last, 1, randomLevels(random, 100), randomLevels(random, 110)));
            id = last + 1;
        }
        return run;
    }

    /** In any order, with repetitions and with many zeros: more than an exchange would send. */
    private static List<PriceLevel> randomLevels(Random random, int from) {
        List<PriceLevel> levels = new ArrayList<>();
        for (int i = random.nextInt(8); i > 0; i--) {
            levels.add(new PriceLevel(
                    BigDecimal.valueOf(from + random.nextInt(10), 1), BigDecimal.valueOf(random.nextInt(4), 2)));
        }
        return levels;
    }

    /** Texts by side and price, written one after the other. */
    private static final class NaiveModel {

        private final Map<String, String> bids = new LinkedHashMap<>();
        private final Map<String, String> asks = new LinkedHashMap<>();

        NaiveModel() {}

        NaiveModel(DepthSnapshot snapshot) {
            snapshot.bids().forEach(level -> write(bids, level));
            snapshot.asks().forEach(level -> write(asks, level));
        }

        void write(DepthUpdate update) {
            update.bids().forEach(level -> write(bids, level));
            update.asks().forEach(level -> write(asks, level));
        }

        boolean isWrittenBy(DepthUpdate update) {
            return bids.equals(texts(update.bids())) && asks.equals(texts(update.asks()));
        }

        boolean isBook(DepthSnapshot book) {
            bids.values().removeIf("0.00"::equals);
            asks.values().removeIf("0.00"::equals);
            return bids.equals(texts(book.bids())) && asks.equals(texts(book.asks()));
        }

        private static Map<String, String> texts(List<PriceLevel> levels) {
            Map<String, String> texts = new LinkedHashMap<>();
            levels.forEach(level -> write(texts, level));
            return texts;
        }

        private static void write(Map<String, String> side, PriceLevel level) {
            side.put(level.price().toPlainString(), level.quantity().toPlainString());
        }
    }
}
