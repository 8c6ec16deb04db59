package io.sluice.examples.trading;

import static io.sluice.examples.trading.Soon.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.examples.trading.feed.FeedVerticle;
import io.sluice.examples.trading.feed.MarketFeed;
import io.sluice.examples.trading.feed.SymbolFeed;
import io.sluice.examples.trading.market.DepthSnapshot;
import io.sluice.examples.trading.market.DepthUpdate;
import io.sluice.examples.trading.market.PriceLevel;
import io.sluice.fanout.HubCounters;
import io.sluice.fanout.MemberCounters;
import io.sluice.message.CloseCode;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Readers that never read, beside some that do, on a feed server that is published to as fast as those can take it. */
@SuppressWarnings("NullAway.Init") // before each test
class StalledReaderTest {

    private static final String SYMBOL = MarketFixtures.SYMBOL;

    /** Kept for each reader at most. */
    private static final int MAX_WAITING_TRADES = 16_384;

    private static final int UPDATES = 10_000;
    private static final int LEVELS = 20;

    /** A fraction of what the updates of a run take when they are kept. */
    private static final long MAX_HEAP_GROWTH = 16 << 20;

    /** Published at once, before those who read have to have it. */
    private static final int BATCH = 500;

    private final Vertx servers = Vertx.vertx();
    private final Vertx clients = Vertx.vertx();
    private final MarketFeed market = new MarketFeed("test", List.of(SYMBOL));
    private final SymbolFeed feed = Objects.requireNonNull(market.of(SYMBOL));
    private final FeedVerticle server = new FeedVerticle(market, "localhost", 0);
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final Random random = new Random(7);
    private FeedClient every;
    private FeedClient merged;

    @BeforeEach
    void start() {
        servers.deployVerticle(server).await();
        every = reader("every");
        merged = reader("merged");
        feed.publish(new DepthSnapshot(SYMBOL, 0, List.of(), List.of()));
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable client : opened) {
            client.close();
        }
        clients.close().await();
        servers.close().await();
    }

    @Test
    void memoryStaysBoundedHoweverMuchIsPublished() throws IOException {
        RawSocket stalled = stalled();
        awaitSubscribers(3);
        publishUpdates(1, BATCH);
        long before = Heap.used();

        for (int id = BATCH; id < UPDATES; id += BATCH) {
            stalled.sayAlive();
            publishUpdates(id + 1, id + BATCH);
        }

        long growth = Heap.used() - before;
        System.out.printf("stalled reader: heap +%,d bytes over %,d updates%n", growth, UPDATES);
        assertThat(growth).isLessThan(MAX_HEAP_GROWTH);
        assertThat(members("book"))
                .hasSize(3)
                .extracting(MemberCounters::queued)
                .allMatch(queued -> queued <= 1);
        assertThat(members("book").stream()
                        .mapToLong(MemberCounters::conflated)
                        .max()
                        .orElseThrow())
                .isGreaterThan(UPDATES / 2);
        assertReadersHaveAll(UPDATES, 0);
    }

    @Test
    void oneWhoseTradesOverflowIsDisconnectedAndNobodyElseNotices() throws IOException {
        RawSocket stalled = stalled();
        RawSocket late = stalled();
        awaitSubscribers(4);
        long lastTrade = 0;
        while (trades().disconnects() < 2) {
            assertThat(members("trade"))
                    .extracting(MemberCounters::queued)
                    .allMatch(queued -> queued <= MAX_WAITING_TRADES);
            assertThat(lastTrade).as("trades without an overflow").isLessThan(10 * MAX_WAITING_TRADES);
            publishTrades(lastTrade + 1, lastTrade + BATCH);
            lastTrade += BATCH;
        }
        publishUpdates(1, BATCH);

        System.out.println("stalled reader: disconnected after " + lastTrade + " trades");
        awaitSubscribers(2);
        assertThat(late.readToClose()).isEqualTo(CloseCode.SLOW_CONSUMER);
        await().until(stalled::isCut);
        assertThat(feed.counters().values()).allSatisfy(StalledReaderTest::addsUp);
        HubCounters trades = trades();
        assertThat(trades.joins()).isEqualTo(4);
        assertThat(trades.leaves()).isEqualTo(2);
        assertThat(trades.dropped()).isEqualTo(2 * (MAX_WAITING_TRADES + 1));
        assertThat(trades.queued()).isZero();
        assertReadersHaveAll(BATCH, lastTrade);
    }

    private FeedClient reader(String detail) {
        return closing(FeedClient.subscribed(clients, server.actualPort(), SYMBOL, detail));
    }

    private RawSocket stalled() throws IOException {
        return closing(new RawSocket(server.actualPort())).send(FeedClient.subscribe(SYMBOL, "merged"));
    }

    private <T extends AutoCloseable> T closing(T client) {
        opened.add(client);
        return client;
    }

    private void awaitSubscribers(int count) {
        await().until(() -> feed.members().values().stream().allMatch(members -> members.size() == count));
    }

    private Collection<MemberCounters> members(String stream) {
        return Objects.requireNonNull(feed.members().get(stream));
    }

    private HubCounters trades() {
        return Objects.requireNonNull(feed.counters().get("trade"));
    }

    private void publishUpdates(long first, long last) {
        for (long id = first; id <= last; id++) {
            feed.publish(new DepthUpdate(SYMBOL, id, id, id, 1, levels(1_000), levels(2_000)));
        }
        awaitReaders(last, every.view().lastTradeId());
    }

    private List<PriceLevel> levels(int from) {
        return random.ints(from, from + 500)
                .distinct()
                .limit(LEVELS)
                .mapToObj(price -> new PriceLevel(
                        BigDecimal.valueOf(price, 2), BigDecimal.valueOf(random.nextInt(1_000_000_000), 8)))
                .toList();
    }

    private void publishTrades(long first, long last) {
        for (long id = first; id <= last; id++) {
            feed.publish(MarketFixtures.trade(id, "2683.80000000", "0.74230000", id, true));
        }
        awaitReaders(every.view().bookId(), last);
    }

    private void awaitReaders(long bookId, long tradeId) {
        for (FeedClient reader : List.of(every, merged)) {
            await().until(() ->
                    reader.view().bookId() >= bookId && reader.view().lastTradeId() >= tradeId);
        }
    }

    private void assertReadersHaveAll(long updates, long trades) {
        for (FeedClient reader : List.of(every, merged)) {
            assertThat(reader.view().problems()).isEmpty();
            assertThat(reader.connections()).isEqualTo(1);
            assertThat(reader.view().updates()).isEqualTo(updates);
            assertThat(reader.view().tradeIds())
                    .isEqualTo(LongStream.rangeClosed(1, trades).boxed().toList());
        }
        assertThat(merged.view().book()).isEqualTo(every.view().book());
    }

    private static void addsUp(HubCounters hub) {
        assertThat(hub.offered()).isEqualTo(hub.delivered() + hub.conflated() + hub.dropped() + hub.queued());
    }
}
