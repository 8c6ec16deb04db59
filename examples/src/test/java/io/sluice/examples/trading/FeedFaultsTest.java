package io.sluice.examples.trading;

import static io.sluice.examples.trading.Soon.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.examples.trading.FeedView.Step;
import io.sluice.examples.trading.exchange.ExchangeControl;
import io.sluice.examples.trading.exchange.ExchangeOptions;
import io.sluice.message.CloseCode;
import io.sluice.message.CloseStatus;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A market of which all is known, through a trading feed whose parts fail: whatever a browser is told of the book is right. */
@SuppressWarnings("NullAway.Init") // before the tests
class FeedFaultsTest {

    /** A book update every five milliseconds; what is played lasts several times as long as a test. */
    private static final double SPEED = 20;

    private static GoldenMarket market;

    private RunningFeed running;
    private FeedClient every;
    private FeedClient merged;

    @BeforeAll
    static void makeUp() throws IOException {
        market = MadeUpRecording.write(Files.createDirectories(Path.of("target", "made-up-faults")), 6_000);
    }

    @BeforeEach
    void start() {
        running = RunningFeed.open(new ExchangeOptions.Replay(market.files(), SPEED), market.symbol());
        every = running.client("every");
        merged = running.client("merged");
        running.awaitSubscribers(2);
        running.follow();
        awaitProgress();
    }

    @AfterEach
    void stop() throws Exception {
        running.close();
    }

    @Test
    void anUpdateTheExchangeDropsIsOneGapAndOneFreshBook() {
        running.control().dropNextDepth(market.symbol()).await();
        await().until(() -> both(view -> view.snapshots() == 2 && view.isLive()));
        awaitProgress();

        assertStatus(1, 1, 0);
        for (FeedView view : views()) {
            assertThat(view.snapshots()).isEqualTo(2);
            assertThat(view.statuses())
                    .extracting(status -> status.getString("state"))
                    .endsWith("live", "syncing", "live");
            assertThat(view.tradeIds())
                    .isEqualTo(market.tradeIds().subList(0, view.tradeIds().size()));
        }
        assertBooksAreRight();
        assertThat(List.of(every.connections(), merged.connections())).containsOnly(1);
    }

    static List<Named<Function<ExchangeControl, Future<Void>>>> ends() {
        return List.of(
                Named.of(
                        "closed, going away",
                        control -> control.closeConnections(CloseStatus.of(CloseCode.GOING_AWAY, "maintenance"))),
                Named.of(
                        "closed, restarting",
                        control -> control.closeConnections(CloseStatus.of(CloseCode.SERVICE_RESTART, "maintenance"))),
                Named.of("cut", ExchangeControl::cutConnections));
    }

    @ParameterizedTest
    @MethodSource("ends")
    void anExchangeThatEndsTheConnectionCostsAFreshBookAndNotTheBrowsersConnection(
            Function<ExchangeControl, Future<Void>> end) {
        try (LogLines log = new LogLines()) {
            end.apply(running.control()).await();
            await().until(() -> both(view -> view.snapshots() == 2 && view.isLive()));
            awaitProgress();

            assertThat(log.lines())
                    .as("lines about it")
                    .filteredOn(line -> line.contains("No connection to the exchange"))
                    .singleElement()
                    .asString()
                    .startsWith("WARN ")
                    .contains("trying again in");
            assertThat(log.lines()).noneMatch(line -> line.contains("stack trace"));
        }
        JsonObject status = every.view().status();
        assertThat(status.getLong("upstreamReconnects")).isEqualTo(1);
        assertThat(status.getLong("resyncs")).isEqualTo(1);
        for (FeedView view : views()) {
            assertThat(view.statuses())
                    .extracting(told -> told.getString("state"))
                    .contains("disconnected")
                    .endsWith("live");
            assertThat(view.tradeIds()).doesNotHaveDuplicates().isSorted();
        }
        assertBooksAreRight();
        assertThat(running.control().connections().await()).isEqualTo(1);
        assertThat(List.of(every.connections(), merged.connections())).containsOnly(1);
        assertThat(every.ends()).isEmpty();
    }

    @Test
    void browsersComeBackToAFeedServerThatRestartsAndGoOn() {
        int port = running.system().feedPort();
        running.system().stopFeed().await();
        await().until(() -> running.feed().members().values().stream().allMatch(List::isEmpty));
        await().until(() -> every.ends().size() == 1 && merged.ends().size() == 1);
        assertThat(every.ends().get(0).code()).isEqualTo(CloseCode.GOING_AWAY);

        running.system().restartFeed(port).await();
        await().until(() -> both(view -> view.snapshots() == 2 && view.isLive()));
        awaitProgress();

        assertThat(List.of(every.connections(), merged.connections())).containsOnly(2);
        assertThat(List.of(every.ends().size(), merged.ends().size())).containsOnly(1);
        assertBooksAreRight();
        assertStatus(0, 0, 0);
        running.awaitSubscribers(2);
    }

    /** Waits until both browsers have got fifty more updates. */
    private void awaitProgress() {
        long everyGoal = every.view().updates() + 50;
        long mergedGoal = merged.view().updates() + 50;
        await().until(() -> every.view().updates() >= everyGoal && merged.view().updates() >= mergedGoal);
    }

    private List<FeedView> views() {
        return List.of(every.view(), merged.view());
    }

    private boolean both(Function<FeedView, Boolean> condition) {
        return views().stream().allMatch(condition::apply);
    }

    private void assertStatus(long gaps, long resyncs, long upstreamReconnects) {
        for (FeedView view : views()) {
            JsonObject status = view.status();
            assertThat(status.getLong("gaps")).as(status.encode()).isEqualTo(gaps);
            assertThat(status.getLong("resyncs")).as(status.encode()).isEqualTo(resyncs);
            assertThat(status.getLong("upstreamReconnects")).as(status.encode()).isEqualTo(upstreamReconnects);
        }
    }

    /** Whatever was told, snapshot or update, led to the book of that id. */
    private void assertBooksAreRight() {
        Map<Long, GoldenBookRow> golden = market.bookById();
        for (FeedView view : views()) {
            assertThat(view.problems()).isEmpty();
            List<Step> steps = view.steps();
            assertThat(steps.get(0).row().lastId()).isEqualTo(market.snapshotId());
            for (Step step : steps.subList(1, steps.size())) {
                GoldenBookRow row = step.row();
                assertThat(golden).containsKey(row.lastId());
                assertThat(row)
                        .isEqualTo(Objects.requireNonNull(golden.get(row.lastId()))
                                .withoutTime()
                                .from(row.firstId()));
            }
        }
    }
}
