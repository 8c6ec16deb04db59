package io.sluice.examples.trading;

import static io.sluice.examples.trading.Soon.await;

import io.sluice.examples.trading.exchange.ExchangeOptions;
import io.sluice.examples.trading.exchange.ReplayReport;
import io.sluice.examples.trading.gateway.SyncCounters;
import io.sluice.examples.trading.market.Quote;
import io.sluice.fanout.HubCounters;
import io.sluice.fanout.MemberCounters;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A market played from its first to its last message through exchange, gateway and feed server, over sockets, to three readers: one
 * that reads every update, one that falls behind and catches up, and one that never reads.
 */
final class GoldenRun {

    /** Eleven minutes take some thirteen seconds; what comes in a second is then read while two cores have other things to do. */
    private static final double SPEED = 50;

    /** In time of the recording: sixty updates have to wait for the snapshot. */
    private static final Duration SNAPSHOT_DELAY = Duration.ofSeconds(6);

    /** In updates; beyond what the buffers on the way hold, which is some fifty. */
    private static final int[] LAGS = {100, 400, 200};

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    final GoldenMarket market;
    final FeedView every;
    final FeedView merged;
    final int everyConnections;
    final int mergedConnections;
    final long mergedConflated;
    final List<String> wrongQuotes = new CopyOnWriteArrayList<>();
    final ReplayReport replayed;
    final SyncCounters synchronization;
    final Map<String, HubCounters> hubs;
    final Map<String, List<MemberCounters>> members;
    final long heapGrowth;

    private final AtomicLong quotes = new AtomicLong();

    /** Plays {@code market}. */
    GoldenRun(GoldenMarket market) throws Exception {
        this.market = market;
        try (RunningFeed running =
                RunningFeed.open(new ExchangeOptions.Replay(market.files(), SPEED, SNAPSHOT_DELAY), market.symbol())) {
            LagPace pace = new LagPace(LAGS);
            int port = running.system().feedPort();
            FeedClient fast = running.closing(
                    FeedClient.leading(running.clients(), port, market.symbol(), "every", this::check, pace::lead));
            FeedClient slow =
                    running.closing(FeedClient.paced(running.clients(), port, market.symbol(), "merged", pace));
            RawSocket stalled =
                    running.closing(new RawSocket(port)).send(FeedClient.subscribe(market.symbol(), "merged"));
            running.awaitSubscribers(3);
            long heapBefore = Heap.used();

            running.follow();
            await().atMost(PATIENCE).until(() -> isThrough(fast.view(), stalled));
            pace.end();
            await().atMost(PATIENCE).until(() -> isThrough(slow.view(), stalled));

            heapGrowth = Heap.used() - heapBefore;
            hubs = running.feed().counters();
            members = running.feed().members();
            replayed = running.exchange().replayed().await();
            synchronization =
                    running.system().gateway().counters(market.symbol()).await();
            mergedConflated = await().until(
                            () -> slow.stats() == null ? 0 : slow.stats().getLong("conflated"),
                            conflated -> conflated > 0);
            every = fast.view();
            merged = slow.view();
            everyConnections = fast.connections();
            mergedConnections = slow.connections();
        }
    }

    private boolean isThrough(FeedView view, RawSocket stalled) throws IOException {
        stalled.sayAlive();
        return !view.problems().isEmpty()
                || (view.bookId() >= market.lastBookId() && view.lastTradeId() >= market.lastTradeId());
    }

    private void check(Quote quote) {
        quotes.incrementAndGet();
        if (!quote.equals(market.quotes().get(quote.updateId()))) {
            wrongQuotes.add(quote.toString());
        }
    }

    /** The accounts of a stream at the end of the run. */
    HubCounters hub(String stream) {
        return Objects.requireNonNull(hubs.get(stream));
    }

    /** What waited for the readers of a stream at the end of the run. */
    long queued(String stream) {
        return Objects.requireNonNull(members.get(stream)).stream()
                .mapToLong(MemberCounters::queued)
                .sum();
    }

    /** How many quotes the reader of every update has seen. */
    long quotes() {
        return quotes.get();
    }
}
