package io.sluice.examples.trading.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.examples.trading.market.BinanceJson;
import io.sluice.examples.trading.market.DepthSnapshot;
import io.sluice.message.TextMessage;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordedMarketTest {

    private final ManualClock clock = new ManualClock();
    private final List<String> sent = new ArrayList<>();

    @TempDir
    private Path folder;

    private RecordedMarket market(double speed, Duration snapshotDelay, List<Path> files) {
        return new RecordedMarket(RecordingProbe.symbols(files), Recordings.chunks(files), clock, speed, snapshotDelay);
    }

    private RecordedMarket market(double speed, String... lines) {
        return market(speed, Duration.ZERO, List.of(Recordings.write(folder.resolve("r"), lines)));
    }

    private void start(RecordedMarket market) {
        market.start(frame -> sent.add(((TextMessage) frame.combined()).text()));
        clock.runDue();
    }

    private static ReplayReport reportOf(RecordedMarket market) {
        assertThat(market.ended().succeeded()).as("the replay is over").isTrue();
        return Objects.requireNonNull(market.ended().result());
    }

    private static String textOf(Future<String> answer) {
        assertThat(answer.succeeded()).as("the request is answered").isTrue();
        return answer.result();
    }

    private static DepthSnapshot bookOf(Future<String> answer) {
        return BinanceJson.parseSnapshot("ETHUSDT", BinanceJson.decode(textOf(answer)));
    }

    @Test
    void eachMessageIsSentWhenItIsDueAtTheSpeedAskedFor() {
        start(market(
                2,
                Recordings.line(0, Recordings.trade("ETHUSDT", 1)),
                Recordings.line(0, Recordings.trade("ETHUSDT", 2)),
                Recordings.line(100, Recordings.trade("ETHUSDT", 3)),
                Recordings.line(250, Recordings.trade("ETHUSDT", 4))));
        assertThat(sent).as("at once").hasSize(2);
        clock.advanceMillis(49);
        assertThat(sent).as("after 49 ms").hasSize(2);
        clock.advanceMillis(1);
        assertThat(sent).as("after 50 ms").hasSize(3);
        clock.advanceMillis(74);
        assertThat(sent).as("after 124 ms").hasSize(3);
        clock.advanceMillis(1);
        assertThat(sent).as("after 125 ms").hasSize(4);
    }

    @Test
    void whatIsLateIsSentAtOnceNeverSkippedAndTheWorstLatenessReported() {
        RecordedMarket market = market(
                1,
                Recordings.line(0, Recordings.trade("ETHUSDT", 1)),
                Recordings.line(10, Recordings.trade("ETHUSDT", 2)),
                Recordings.line(20, Recordings.trade("ETHUSDT", 3)),
                Recordings.line(500, Recordings.trade("ETHUSDT", 4)));
        start(market);
        clock.stallMillis(310);
        clock.runDue();
        assertThat(sent).hasSize(3);
        clock.advanceMillis(189);
        assertThat(sent).as("the pace is not shifted by the delay").hasSize(3);
        clock.advanceMillis(1);
        assertThat(sent)
                .containsExactly(
                        Recordings.trade("ETHUSDT", 1),
                        Recordings.trade("ETHUSDT", 2),
                        Recordings.trade("ETHUSDT", 3),
                        Recordings.trade("ETHUSDT", 4));
        assertThat(reportOf(market).worstLateness()).isEqualTo(Duration.ofMillis(300));
    }

    @Test
    void nothingIsSentBeforeTheStart() {
        RecordedMarket market = market(1, Recordings.line(0, Recordings.trade("ETHUSDT", 1)));
        clock.advanceMillis(10_000);
        assertThat(sent).isEmpty();
        market.start(frame -> sent.add(frame.stream()));
        assertThat(sent).as("within the call").isEmpty();
        clock.runDue();
        assertThat(sent).containsExactly("ethusdt@trade");
    }

    @Test
    void theSecondFileGoesOnWhereTheFirstEnded() {
        Path first = Recordings.write(folder.resolve("1"), Recordings.line(0, Recordings.trade("ETHUSDT", 1)));
        Path second = Recordings.write(
                folder.resolve("2.gz"), Recordings.gzip(Recordings.line(40, Recordings.trade("ETHUSDT", 2)) + "\n"));
        RecordedMarket market = market(1, Duration.ZERO, List.of(first, second));
        start(market);
        clock.advanceMillis(39);
        assertThat(sent).hasSize(1);
        clock.advanceMillis(1);
        assertThat(sent).hasSize(2);
        assertThat(reportOf(market).messages()).isEqualTo(Map.of("ethusdt@trade", 2L));
    }

    @Test
    void requestsBeforeTheRecordedSnapshotWaitForItAndGetItToTheLetter() {
        RecordedMarket market = market(
                1,
                Recordings.line(0, Recordings.depth("ETHUSDT", 1, 5, "1.00000000")),
                Recordings.line(50, Recordings.snapshot(5)));
        Future<String> beforeTheStart = market.depth("ETHUSDT", 1_000);
        start(market);
        Future<String> early = market.depth("ETHUSDT", 2);
        clock.advanceMillis(49);
        assertThat(beforeTheStart.isComplete()).isFalse();
        assertThat(early.isComplete()).isFalse();
        clock.advanceMillis(1);
        assertThat(textOf(beforeTheStart)).isEqualTo(Recordings.snapshot(5));
        assertThat(textOf(early)).isEqualTo(Recordings.snapshot(5));
        assertThat(sent).as("the snapshot is no message of a stream").hasSize(1);
    }

    @Test
    void aWaitingRequestForFewerLevelsGetsNoMore() {
        RecordedMarket market = market(
                1,
                Recordings.line(0, Recordings.depth("ETHUSDT", 1, 5, "1.00000000")),
                Recordings.line(50, Recordings.snapshot(5)));
        Future<String> one = market.depth("ETHUSDT", 1);
        start(market);
        clock.advanceMillis(50);
        assertThat(bookOf(one).bids()).hasSize(1);
        assertThat(bookOf(one).asks()).hasSize(1);
    }

    @Test
    void laterRequestsGetTheBookAsItThenIs() {
        RecordedMarket market = market(
                1,
                Recordings.line(0, Recordings.depth("ETHUSDT", 1, 5, "1.00000000")),
                Recordings.line(1, Recordings.depth("ETHUSDT", 6, 8, "9.00000000")),
                Recordings.line(50, Recordings.snapshot(5)),
                Recordings.line(60, Recordings.depth("ETHUSDT", 9, 9, "4.00000000")));
        start(market);
        clock.advanceMillis(50);
        DepthSnapshot behindTheBuffered = bookOf(market.depth("ETHUSDT", 100));
        assertThat(behindTheBuffered.lastId()).isEqualTo(8);
        assertThat(behindTheBuffered.bids().get(0).quantity()).isEqualTo("9.00000000");
        clock.advanceMillis(10);
        DepthSnapshot later = bookOf(market.depth("ETHUSDT", 1));
        assertThat(later.lastId()).isEqualTo(9);
        assertThat(later.bids()).hasSize(1);
        assertThat(later.bids().get(0).quantity()).isEqualTo("4.00000000");
        assertThat(later.asks().get(0).price()).isEqualTo("3.00000000");
    }

    @Test
    void withASnapshotDelayTheAnswerLeavesLaterThanTheUpdatesThatFollowItsBook() {
        Path file = Recordings.write(
                folder.resolve("r"),
                Recordings.line(0, Recordings.depth("ETHUSDT", 1, 5, "1.00000000")),
                Recordings.line(100, Recordings.snapshot(5)),
                Recordings.line(200, Recordings.depth("ETHUSDT", 6, 6, "2.00000000")),
                Recordings.line(900, Recordings.trade("ETHUSDT", 1)));
        RecordedMarket market = market(10, Duration.ofMillis(300), List.of(file));
        Future<String> answer = market.depth("ETHUSDT", 100);
        start(market);
        clock.advanceMillis(39);
        assertThat(sent).hasSize(2);
        assertThat(answer.isComplete()).isFalse();
        clock.advanceMillis(1);
        assertThat(textOf(answer)).isEqualTo(Recordings.snapshot(5));
        Future<String> second = market.depth("ETHUSDT", 100);
        clock.advanceMillis(29);
        assertThat(second.isComplete()).isFalse();
        clock.advanceMillis(1);
        assertThat(bookOf(second).lastId()).isEqualTo(6);
    }

    @Test
    void anUnknownSymbolIsRefused() {
        RecordedMarket market = market(1, Recordings.line(0, Recordings.trade("ETHUSDT", 1)));
        assertThatThrownBy(() -> market.depth("NOSUCH", 5).await()).isInstanceOf(RefusedException.class);
    }

    @Test
    void aRecordingWithoutASnapshotRefusesThoseWhoWaitedForOneWhenItIsOver() {
        RecordedMarket market = market(1, Recordings.line(0, Recordings.depth("ETHUSDT", 1, 5, "1.00000000")));
        Future<String> answer = market.depth("ETHUSDT", 5);
        start(market);
        assertThat(answer.cause()).isInstanceOf(RefusedException.class).hasMessageContaining("no snapshot");
        assertThat(market.depth("ETHUSDT", 5).cause()).isInstanceOf(RefusedException.class);
    }

    @Test
    void eachOfSeveralSnapshotsGoesToTheBookItsIdsBelongTo() {
        RecordedMarket market = market(
                1,
                Recordings.line(0, Recordings.snapshot(9_000_005)),
                Recordings.line(1, Recordings.depth("ETHUSDT", 1, 5, "1.00000000")),
                Recordings.line(2, Recordings.depth("BTCUSDT", 9_000_001, 9_000_007, "1.00000000")),
                Recordings.line(3, Recordings.snapshot(4)));
        Future<String> ether = market.depth("ETHUSDT", 5);
        Future<String> bitcoin = market.depth("BTCUSDT", 5);
        start(market);
        assertThat(textOf(bitcoin)).isEqualTo(Recordings.snapshot(9_000_005));
        assertThat(ether.isComplete()).isFalse();
        clock.advanceMillis(3);
        assertThat(textOf(ether)).isEqualTo(Recordings.snapshot(4));
    }

    @Test
    void behindAHoleInTheRecordingTheBookGoesOnAndTheHoleIsReported() {
        RecordedMarket market = market(
                1,
                Recordings.line(0, Recordings.depth("ETHUSDT", 1, 5, "1.00000000")),
                Recordings.line(1, Recordings.snapshot(5)),
                Recordings.line(2, Recordings.depth("ETHUSDT", 20, 22, "3.00000000")));
        start(market);
        clock.advanceMillis(2);
        assertThat(bookOf(market.depth("ETHUSDT", 5)).lastId()).isEqualTo(22);
        assertThat(reportOf(market).gaps()).isEqualTo(1);
    }

    @Test
    void aBadLineEndsTheReplayButNotTheMarket() {
        RecordedMarket market = new RecordedMarket(
                Map.of("ETHUSDT", 1L),
                Recordings.chunks(List.of(Recordings.write(
                        folder.resolve("r"),
                        Recordings.line(0, Recordings.depth("ETHUSDT", 1, 5, "1.00000000")),
                        Recordings.line(1, Recordings.snapshot(5)),
                        "rubbish",
                        Recordings.line(3, Recordings.trade("ETHUSDT", 1))))),
                clock,
                1,
                Duration.ZERO);
        start(market);
        clock.advanceMillis(100);
        assertThat(sent).hasSize(1);
        assertThat(reportOf(market).problem()).hasMessageContainingAll("line 3", "time in nanoseconds");
        assertThat(bookOf(market.depth("ETHUSDT", 5)).lastId()).isEqualTo(5);
    }

    @Test
    void aClosedMarketSendsNothingMore() {
        RecordedMarket market = market(
                1,
                Recordings.line(0, Recordings.trade("ETHUSDT", 1)),
                Recordings.line(10, Recordings.trade("ETHUSDT", 2)));
        start(market);
        market.close();
        clock.advanceMillis(1_000);
        assertThat(sent).hasSize(1);
    }

    @Test
    void theReportSaysInOneLineWhatWasSent() {
        RecordedMarket market = market(
                1,
                Recordings.line(0, Recordings.trade("ETHUSDT", 1)),
                Recordings.line(5, Recordings.trade("ETHUSDT", 2)));
        start(market);
        clock.advanceMillis(5);
        assertThat(reportOf(market))
                .hasToString("Replay ended after 2 messages (ethusdt@trade 2), 0 snapshots and 0 gaps in 5.0 ms,"
                        + " worst lateness 0.0 ms; the streams stay open and quiet");
    }
}
