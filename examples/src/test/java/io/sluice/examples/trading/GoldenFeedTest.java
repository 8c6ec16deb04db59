package io.sluice.examples.trading;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.examples.trading.FeedView.Step;
import io.sluice.examples.trading.gateway.SyncCounters;
import io.sluice.examples.trading.market.Interval;
import io.sluice.examples.trading.market.Quote;
import io.sluice.fanout.HubCounters;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A market played through the whole trading feed to its readers, against all that is known of it: the recordings where there are
 * any, and one that was made up.
 */
@ParameterizedClass
@MethodSource("markets")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // before each invocation
class GoldenFeedTest {

    /** What the run may leave in memory: the queue of the reader that does not read, and what the readers have noted. */
    private static final long MAX_HEAP_GROWTH = 48 << 20;

    @Parameter
    private GoldenMarket market;

    private GoldenRun run;

    static List<GoldenMarket> markets() throws Exception {
        List<GoldenMarket> markets = new ArrayList<>();
        if (Recordings.exist()) {
            markets.addAll(Recordings.goldenMarkets());
        }
        markets.add(MadeUpRecording.write(Files.createDirectories(Path.of("target", "made-up")), 1_500));
        return markets;
    }

    @BeforeParameterizedClassInvocation
    @Timeout(150)
    void play() throws Exception {
        run = new GoldenRun(market);
        System.out.printf(
                "golden feed, %s: %s%n  synchronization %s%n  hubs %s%n  heap +%,d bytes%n",
                market, run.replayed, run.synchronization, run.hubs, run.heapGrowth);
    }

    @Test
    void everyMessageOfTheRecordingIsPlayed() {
        assertThat(run.replayed.problem()).isNull();
        assertThat(run.replayed.gaps()).isZero();
    }

    @Test
    void readersFindNothingWrongAndKeepTheirConnections() {
        assertThat(run.every.problems()).isEmpty();
        assertThat(run.merged.problems()).isEmpty();
        assertThat(run.everyConnections).isEqualTo(1);
        assertThat(run.mergedConnections).isEqualTo(1);
    }

    @Test
    void afterEveryUpdateTheBookIsTheGoldenOne() {
        List<GoldenBookRow> rows =
                run.every.updateSteps().stream().map(Step::row).toList();
        List<GoldenBookRow> golden =
                market.book().stream().map(GoldenBookRow::withoutTime).toList();
        assertThat(rows).hasSameSizeAs(golden).isEqualTo(golden);
        assertThat(run.every.snapshots()).isEqualTo(1);
        assertThat(run.every.steps().get(0).row().lastId()).isEqualTo(market.snapshotId());
        assertThat(run.every.updateSteps()).allMatch(step -> step.merged() == 1);
        System.out.println("golden feed, " + market + ": " + rows.size() + " books equal");
    }

    @Test
    void updatesThatCameBeforeTheSnapshotWaitedForItAndWereApplied() {
        SyncCounters counters = run.synchronization;
        assertThat(counters.delivered()).isEqualTo(market.book().size());
        assertThat(counters.received()).isEqualTo(market.depthUpdates());
        assertThat(counters.buffered() - counters.duplicates())
                .as("updates that waited and were applied")
                .isGreaterThan(5);
        assertThat(counters.gaps() + counters.discarded() + counters.staleSnapshots() + counters.resyncs())
                .isZero();
    }

    @Test
    void theBestBidAndAskAreThoseOfTheRecordedQuoteWithTheSameId() {
        long compared = 0;
        for (Step step : run.every.updateSteps()) {
            Quote quote = market.quotes().get(step.row().lastId());
            if (quote != null) {
                GoldenBookRow row = step.row();
                assertThat(List.of(row.bid(), row.bidQuantity(), row.ask(), row.askQuantity()))
                        .containsExactly(
                                quote.bid().toPlainString(),
                                quote.bidQuantity().toPlainString(),
                                quote.ask().toPlainString(),
                                quote.askQuantity().toPlainString());
                compared++;
            }
        }
        assertThat(compared).isPositive();
        assertThat(run.wrongQuotes).isEmpty();
        assertThat(run.quotes()).isPositive();
        System.out.println("golden feed, " + market + ": " + compared + " books equal to the quote of the same id, "
                + run.quotes() + " quotes as recorded");
    }

    @Test
    void everyTradeComesOnceAndInOrder() {
        assertThat(run.every.tradeIds()).hasSameSizeAs(market.tradeIds()).isEqualTo(market.tradeIds());
        assertThat(run.merged.tradeIds()).hasSameSizeAs(market.tradeIds()).isEqualTo(market.tradeIds());
    }

    @ParameterizedTest
    @EnumSource(Interval.class)
    void candlesAreTheGoldenOnesToTheLetter(Interval interval) {
        List<String> golden = Objects.requireNonNull(market.candles().get(interval));
        assertThat(run.every.candles(interval)).hasSameSizeAs(golden).isEqualTo(golden);
        assertThat(run.merged.candles(interval)).hasSameSizeAs(golden).isEqualTo(golden);
    }

    @Test
    void aReaderThatFallsBehindGetsMergedUpdatesThatTileAndLeadToGoldenBooks() {
        Map<Long, GoldenBookRow> golden = market.bookById();
        List<Step> steps = run.merged.steps();
        assertThat(steps.get(0).isSnapshot()).isTrue();
        assertThat(steps.get(0).row().lastId()).isEqualTo(market.snapshotId());
        long next = market.snapshotId() + 1;
        long expectedFirst = market.book().get(0).firstId();
        for (Step step : run.merged.updateSteps()) {
            GoldenBookRow row = step.row();
            assertThat(row.firstId()).isEqualTo(expectedFirst);
            assertThat(row.firstId()).isLessThanOrEqualTo(next);
            assertThat(golden).containsKey(row.lastId());
            GoldenBookRow known = Objects.requireNonNull(golden.get(row.lastId()));
            assertThat(row).isEqualTo(known.withoutTime().from(row.firstId()));
            next = row.lastId() + 1;
            expectedFirst = next;
        }
        assertThat(run.merged.snapshots()).isEqualTo(1);
        assertThat(run.merged.updates()).isEqualTo(market.book().size());
        assertThat(run.merged.book()).isEqualTo(run.every.book());

        List<Step> merges = run.merged.updateSteps().stream()
                .filter(step -> step.merged() > 1)
                .toList();
        long zeros = merges.stream().mapToLong(Step::zeros).sum();
        System.out.println(
                "golden feed, " + market + ": " + run.merged.updateSteps().size() + " updates of which "
                        + merges.size() + " merged, of up to "
                        + merges.stream().mapToInt(Step::merged).max().orElse(0) + ", with " + zeros + " zeros; "
                        + run.mergedConflated + " conflated");
        assertThat(merges).isNotEmpty();
        assertThat(zeros).as("deletions in merged updates").isPositive();
        assertThat(run.mergedConflated).isPositive();
    }

    @Test
    void whatWaitsForAReaderThatNeverReadsIsBounded() {
        assertThat(run.hubs.values()).allSatisfy(GoldenFeedTest::addsUp);
        // A recording with more trades than may wait has it disconnected.
        assertThat(run.hub("trade").members() + run.hub("trade").disconnects()).isEqualTo(3);
        assertThat(run.queued("trade")).isLessThanOrEqualTo(16_384);
        assertThat(run.queued("trade") + run.hub("trade").dropped())
                .as("trades it has not got")
                .isPositive();
        assertThat(run.queued("book")).isLessThanOrEqualTo(1);
        assertThat(run.queued("quote")).isLessThanOrEqualTo(1);
        assertThat(run.queued("candle 1s")).isLessThanOrEqualTo(1_024);
        assertThat(run.queued("candle 1m")).isLessThanOrEqualTo(1_024);
        assertThat(run.heapGrowth).isLessThan(MAX_HEAP_GROWTH);
    }

    private static void addsUp(HubCounters hub) {
        assertThat(hub.offered()).isEqualTo(hub.delivered() + hub.conflated() + hub.dropped() + hub.queued());
    }
}
