package io.sluice.examples.trading.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.examples.trading.GoldenBookRow;
import io.sluice.examples.trading.MarketFixtures;
import io.sluice.examples.trading.RecordedLine;
import io.sluice.examples.trading.Recordings;
import io.sluice.examples.trading.market.BinanceJson;
import io.sluice.examples.trading.market.DepthSnapshot;
import io.sluice.examples.trading.market.DepthUpdate;
import io.sluice.examples.trading.market.OrderBook;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The recording over a connection that loses and repeats updates, and a snapshot that takes its time or is an old one. */
class LossyRecordingTest {

    /** Updates at the end that are all sent, so that the book is live and whole when they are over. */
    private static final int LOSSLESS_END = 200;

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final Map<Long, GoldenBookRow> golden =
            Recordings.goldenBook().stream().collect(Collectors.toMap(GoldenBookRow::lastId, Function.identity()));
    /** The exchange's own book: it misses nothing. */
    private final OrderBook exchange = new OrderBook(MarketFixtures.SYMBOL);

    private final Deque<DepthSnapshot> past = new ArrayDeque<>();
    private final Deque<Answer> answers = new ArrayDeque<>();
    private final BookKeeper keeper = new BookKeeper();
    private final BookSynchronizer synchronizer = new BookSynchronizer(MarketFixtures.SYMBOL, keeper);
    private long updates;
    private long checked;
    private long lost;

    /** A snapshot on its way. */
    private record Answer(long due, DepthSnapshot snapshot) {}

    @Test
    void whateverIsLostEveryUpdatePassedOnLeadsToTheGoldenBook() {
        System.out.println("lossy recording: seed " + seed);
        keeper.whenSnapshotIsNeeded = this::answerInAWhile;
        keeper.afterUpdate = this::check;

        Recordings.forEachSpotLine(this::play);

        SyncCounters counters = synchronizer.counters();
        System.out.println("lossy recording: " + lost + " lost, " + checked + " checked, " + counters);
        assertThat(synchronizer.state()).isEqualTo(SyncState.LIVE);
        assertThat(keeper.book.snapshot(10)).isEqualTo(exchange.snapshot(10));
        assertThat(checked).isEqualTo(counters.delivered()).isGreaterThan(golden.size() / 4);
        assertThat(counters.resyncs()).isGreaterThan(10);
        assertThat(counters.gaps()).isGreaterThanOrEqualTo(counters.resyncs());
        assertThat(counters.staleSnapshots()).isPositive();
        assertThat(counters.duplicates()).isPositive();
        assertThat(counters.discarded()).isPositive();
    }

    private void play(RecordedLine line) {
        if (line.isSnapshot()) {
            exchange.reset(BinanceJson.parseSnapshot(MarketFixtures.SYMBOL, line.frame()));
        } else if (exchange.lastId() > 0
                && line.event() instanceof DepthUpdate update
                && update.lastId() > exchange.lastId()) {
            exchange.apply(update);
            remember();
            updates++;
            send(update);
            deliverAnswers();
        }
    }

    private void send(DepthUpdate update) {
        boolean end = updates > golden.size() - LOSSLESS_END;
        if (!end && random.nextInt(60) == 0) {
            lost++;
            return;
        }
        for (int times = random.nextInt(30) == 0 ? 2 : 1; times > 0; times--) {
            synchronizer.onUpdate(update);
            assertAccounts();
        }
    }

    /** Usually the book of now; sometimes one of some updates ago, as from a cache. */
    private void answerInAWhile() {
        DepthSnapshot snapshot = random.nextInt(3) == 0 ? past.getFirst() : past.getLast();
        answers.add(new Answer(updates + random.nextInt(40), snapshot));
    }

    private void deliverAnswers() {
        while (!answers.isEmpty() && answers.getFirst().due() <= updates) {
            synchronizer.onSnapshot(answers.removeFirst().snapshot());
            assertAccounts();
        }
    }

    private void remember() {
        past.addLast(exchange.snapshot(1_000));
        if (past.size() > 20) {
            past.removeFirst();
        }
    }

    private void check(DepthUpdate update) {
        GoldenBookRow expected = Objects.requireNonNull(golden.get(update.lastId()));
        assertThat(GoldenBookRow.of(expected.receivedNanos(), update, keeper.book))
                .as("seed %d", seed)
                .isEqualTo(expected);
        checked++;
    }

    private void assertAccounts() {
        SyncCounters c = synchronizer.counters();
        assertThat(c.received()).isEqualTo(c.delivered() + c.duplicates() + c.discarded() + c.waiting());
    }
}
