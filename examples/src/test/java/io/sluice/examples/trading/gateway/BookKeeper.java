package io.sluice.examples.trading.gateway;

import io.sluice.examples.trading.MarketFixtures;
import io.sluice.examples.trading.market.DepthSnapshot;
import io.sluice.examples.trading.market.DepthUpdate;
import io.sluice.examples.trading.market.OrderBook;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Keeps the book of what a synchronizer passes on, and notes the calls. */
final class BookKeeper implements BookSynchronizer.Listener {

    final OrderBook book = new OrderBook(MarketFixtures.SYMBOL);
    /** The calls in order, such as {@code need}, {@code book 7}, {@code update 8..9}, {@code LIVE}. */
    final List<String> calls = new ArrayList<>();

    final List<SyncState> states = new ArrayList<>();
    Consumer<DepthUpdate> afterUpdate = update -> {};
    Runnable whenSnapshotIsNeeded = () -> {};
    /** Is told each call as it is noted. */
    Consumer<String> afterCall = call -> {};

    @Override
    public void needSnapshot() {
        note("need");
        whenSnapshotIsNeeded.run();
    }

    @Override
    public void onBook(DepthSnapshot snapshot) {
        book.reset(snapshot);
        note("book " + snapshot.lastId());
    }

    @Override
    public void onUpdate(DepthUpdate update) {
        book.apply(update);
        afterUpdate.accept(update);
        note("update " + update.firstId() + ".." + update.lastId());
    }

    @Override
    public void onState(SyncState state) {
        states.add(state);
        note(state.name());
    }

    /** The calls since the last time this was asked. */
    List<String> newCalls() {
        List<String> taken = List.copyOf(calls);
        calls.clear();
        return taken;
    }

    private void note(String call) {
        calls.add(call);
        afterCall.accept(call);
    }
}
