package io.sluice.examples.trading.gateway;

import static io.sluice.examples.trading.MarketFixtures.SYMBOL;
import static io.sluice.examples.trading.MarketFixtures.snapshot;
import static io.sluice.examples.trading.MarketFixtures.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.examples.trading.market.DepthSnapshot;
import io.sluice.examples.trading.market.DepthUpdate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BookSynchronizerTest {

    private final BookKeeper keeper = new BookKeeper();
    private final BookSynchronizer synchronizer = new BookSynchronizer(SYMBOL, keeper, 4, 10);

    @Test
    void theFirstUpdateIsKeptAndOneSnapshotIsAskedFor() {
        assertThat(synchronizer.state()).isEqualTo(SyncState.DISCONNECTED);

        synchronizer.onUpdate(update(1, 2));
        synchronizer.onUpdate(update(3, 4));

        assertThat(synchronizer.state()).isEqualTo(SyncState.SYNCING);
        assertThat(keeper.newCalls()).containsExactly("SYNCING", "need");
        assertThat(synchronizer.counters()).isEqualTo(new SyncCounters(2, 0, 0, 0, 2, 2, 0, 0, 0));
    }

    @Test
    void updatesInTheSnapshotAreDroppedAndTheRestFollowsIt() {
        synchronizer.onUpdate(update(1, 2));
        synchronizer.onUpdate(update(3, 5));
        synchronizer.onUpdate(update(6, 7));
        keeper.newCalls();

        synchronizer.onSnapshot(snapshot(5));
        synchronizer.onUpdate(update(8, 8));

        assertThat(keeper.newCalls()).containsExactly("book 5", "update 6..7", "LIVE", "update 8..8");
        assertThat(synchronizer.counters()).isEqualTo(new SyncCounters(4, 2, 2, 0, 0, 3, 0, 0, 0));
    }

    @Test
    void theFirstUpdatePassedOnMayBeginInTheSnapshot() {
        synchronizer.onUpdate(update(1, 9));
        keeper.newCalls();

        synchronizer.onSnapshot(snapshot(5));

        assertThat(keeper.newCalls()).containsExactly("book 5", "update 1..9", "LIVE");
        assertThat(keeper.book.lastId()).isEqualTo(9);
    }

    @Test
    void aSnapshotNewerThanAllThatIsKeptIsTheBook() {
        synchronizer.onUpdate(update(1, 2));
        keeper.newCalls();

        synchronizer.onSnapshot(snapshot(7));
        synchronizer.onUpdate(update(3, 7));
        synchronizer.onUpdate(update(8, 8));

        assertThat(keeper.newCalls()).containsExactly("book 7", "LIVE", "update 8..8");
        assertThat(synchronizer.counters().duplicates()).isEqualTo(2);
    }

    @Test
    void aSnapshotJustBeforeTheFirstUpdateKeptWillDo() {
        synchronizer.onUpdate(update(6, 7));
        keeper.newCalls();

        synchronizer.onSnapshot(snapshot(5));

        assertThat(keeper.newCalls()).containsExactly("book 5", "update 6..7", "LIVE");
    }

    @Test
    void aSnapshotOlderThanTheFirstUpdateKeptIsAskedForAgain() {
        synchronizer.onUpdate(update(7, 8));
        keeper.newCalls();

        synchronizer.onSnapshot(snapshot(5));
        assertThat(keeper.newCalls()).containsExactly("need");
        assertThat(synchronizer.counters().staleSnapshots()).isEqualTo(1);

        synchronizer.onSnapshot(snapshot(6));
        assertThat(keeper.newCalls()).containsExactly("book 6", "update 7..8", "LIVE");
    }

    @Test
    void aMissingUpdateVoidsTheBookAndAsksForANewOne() {
        live(5);

        synchronizer.onUpdate(update(7, 8));
        assertThat(synchronizer.state()).isEqualTo(SyncState.SYNCING);
        assertThat(keeper.newCalls()).containsExactly("SYNCING", "need");
        assertThat(synchronizer.counters().gaps()).isEqualTo(1);
        assertThat(synchronizer.counters().resyncs()).isZero();

        synchronizer.onUpdate(update(9, 9));
        synchronizer.onSnapshot(snapshot(7));
        assertThat(keeper.newCalls()).containsExactly("book 7", "update 7..8", "update 9..9", "LIVE");
        assertThat(synchronizer.counters().gaps()).isEqualTo(1);
        assertThat(synchronizer.counters().resyncs()).isEqualTo(1);
    }

    @Test
    void anUpdateThatFollowsDirectlyIsNoGap() {
        live(5);

        synchronizer.onUpdate(update(6, 6));
        synchronizer.onUpdate(update(7, 9));

        assertThat(keeper.newCalls()).containsExactly("update 6..6", "update 7..9");
        assertThat(synchronizer.counters().gaps()).isZero();
    }

    @Test
    void anUpdateThatComesAgainIsDropped() {
        live(5);

        synchronizer.onUpdate(update(6, 7));
        synchronizer.onUpdate(update(6, 7));
        synchronizer.onUpdate(update(6, 6));

        assertThat(keeper.newCalls()).containsExactly("update 6..7");
        assertThat(synchronizer.counters().duplicates()).isEqualTo(2);
    }

    @Test
    void updatesPassedOnAfterTheFirstDoNotOverlapAndSoCanBeMerged() {
        List<DepthUpdate> passedOn = new ArrayList<>();
        keeper.afterUpdate = passedOn::add;
        live(5);

        synchronizer.onUpdate(update(4, 7));
        synchronizer.onUpdate(update(6, 9));

        assertThat(keeper.newCalls()).containsExactly("update 4..7", "update 8..9");
        assertThat(passedOn.get(0).mergeWith(passedOn.get(1)).lastId()).isEqualTo(9);
    }

    @Test
    void aGapAmongTheUpdatesKeptGivesUpThoseBeforeIt() {
        synchronizer.onUpdate(update(1, 2));
        synchronizer.onUpdate(update(3, 4));
        synchronizer.onUpdate(update(4, 4));
        synchronizer.onUpdate(update(6, 6));
        keeper.newCalls();
        assertThat(synchronizer.counters()).isEqualTo(new SyncCounters(4, 0, 1, 2, 1, 3, 1, 0, 0));

        synchronizer.onSnapshot(snapshot(3));
        synchronizer.onSnapshot(snapshot(5));

        assertThat(keeper.newCalls()).containsExactly("need", "book 5", "update 6..6", "LIVE");
    }

    @Test
    void beyondTheBoundOfUpdatesTheOldestAreGivenUpAndAnOlderSnapshotIsAskedForAgain() {
        for (int id = 1; id <= 7; id++) {
            synchronizer.onUpdate(update(id, id));
        }
        keeper.newCalls();
        assertThat(synchronizer.counters()).isEqualTo(new SyncCounters(7, 0, 0, 3, 4, 7, 0, 0, 0));

        synchronizer.onSnapshot(snapshot(2));
        synchronizer.onSnapshot(snapshot(3));

        assertThat(keeper.newCalls())
                .containsExactly("need", "book 3", "update 4..4", "update 5..5", "update 6..6", "update 7..7", "LIVE");
    }

    @Test
    void beyondTheBoundOfLevelsTheOldestAreGivenUpButForTheNewest() {
        synchronizer.onUpdate(update(1, 1, "1@1 2@1 3@1 4@1", "5@1 6@1"));
        synchronizer.onUpdate(update(2, 2, "1@1 2@1 3@1", "5@1"));
        assertThat(synchronizer.counters().waiting()).isEqualTo(2);

        synchronizer.onUpdate(update(3, 3, "1@1", ""));
        assertThat(synchronizer.counters().waiting()).isEqualTo(2);

        synchronizer.onUpdate(update(4, 4, "1@1 2@1 3@1 4@1 5@1 6@1", "7@1 8@1 9@1 10@1 11@1"));
        assertThat(synchronizer.counters()).isEqualTo(new SyncCounters(4, 0, 0, 3, 1, 4, 0, 0, 0));
    }

    @Test
    void aDisconnectionVoidsTheBookAndTheNextUpdateBeginsAgain() {
        live(5);

        synchronizer.onDisconnected();
        synchronizer.onDisconnected();
        synchronizer.onSnapshot(snapshot(6));
        assertThat(keeper.newCalls()).containsExactly("DISCONNECTED");

        synchronizer.onUpdate(update(1, 2));
        synchronizer.onSnapshot(snapshot(1));
        assertThat(keeper.newCalls()).containsExactly("SYNCING", "need", "book 1", "update 1..2", "LIVE");
        assertThat(synchronizer.counters().gaps()).isZero();
        assertThat(synchronizer.counters().resyncs()).isEqualTo(1);
    }

    @Test
    void aDisconnectionGivesUpTheUpdatesKept() {
        synchronizer.onUpdate(update(1, 2));

        synchronizer.onDisconnected();

        assertThat(synchronizer.counters()).isEqualTo(new SyncCounters(1, 0, 0, 1, 0, 1, 0, 0, 0));
    }

    @Test
    void aQuietBookIsAskedForOnConnecting() {
        synchronizer.onConnected();
        synchronizer.onConnected();
        synchronizer.onSnapshot(snapshot(5));
        synchronizer.onConnected();

        assertThat(keeper.newCalls()).containsExactly("SYNCING", "need", "book 5", "LIVE");
    }

    @Test
    void aSnapshotThatNobodyNeedsIsIgnored() {
        live(5);

        synchronizer.onSnapshot(snapshot(9));

        assertThat(keeper.newCalls()).isEmpty();
        assertThat(keeper.book.lastId()).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSnapshotMayBeHandedOverWhileItIsAskedFor(boolean connectFirst) {
        keeper.whenSnapshotIsNeeded = () -> synchronizer.onSnapshot(snapshot(keeper.book.lastId() + 5));
        if (connectFirst) {
            synchronizer.onConnected();
            assertThat(keeper.newCalls()).containsExactly("SYNCING", "need", "book 5", "LIVE");
            synchronizer.onUpdate(update(6, 6));
            assertThat(keeper.newCalls()).containsExactly("update 6..6");
        } else {
            synchronizer.onUpdate(update(6, 6));
            assertThat(keeper.newCalls()).containsExactly("SYNCING", "need", "book 5", "update 6..6", "LIVE");
        }

        synchronizer.onUpdate(update(8, 12));

        assertThat(keeper.newCalls()).containsExactly("SYNCING", "need", "book 11", "update 8..12", "LIVE");
        assertThat(synchronizer.state()).isEqualTo(SyncState.LIVE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SYNCING", "need", "book 5", "update 6..6", "LIVE"})
    void theListenerMayGiveUpTheConnectionInAnyCallAndIsToldNothingMore(String lastCall) {
        keeper.afterCall = call -> {
            if (call.equals(lastCall)) {
                synchronizer.onDisconnected();
            }
        };

        synchronizer.onUpdate(update(6, 6));
        synchronizer.onSnapshot(snapshot(5));

        assertThat(keeper.calls).endsWith(lastCall, "DISCONNECTED");
        assertThat(synchronizer.state()).isEqualTo(SyncState.DISCONNECTED);
        SyncCounters counters = synchronizer.counters();
        assertThat(counters.waiting()).isZero();
        assertThat(counters.received()).isEqualTo(counters.delivered() + counters.discarded());
    }

    @Test
    void anotherSymbolIsRefused() {
        assertThatThrownBy(() -> synchronizer.onUpdate(new DepthUpdate("BTCUSDT", 0, 1, 1, 1, List.of(), List.of())))
                .hasMessage("this keeps the book of ETHUSDT, not of BTCUSDT");
        assertThatThrownBy(() -> synchronizer.onSnapshot(new DepthSnapshot("BTCUSDT", 1, List.of(), List.of())))
                .hasMessage("this keeps the book of ETHUSDT, not of BTCUSDT");
    }

    private void live(long id) {
        synchronizer.onConnected();
        synchronizer.onSnapshot(snapshot(id));
        keeper.newCalls();
    }
}
