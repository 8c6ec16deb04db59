package io.sluice.examples.trading.gateway;

import io.sluice.examples.trading.market.DepthSnapshot;
import io.sluice.examples.trading.market.DepthUpdate;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes one gap-free sequence, a snapshot and the updates that follow it, out of an exchange's stream of depth updates and the
 * snapshots it answers with.
 *
 * <p>Updates are kept from the first one on and a snapshot is asked for. When it comes, updates it holds already
 * ({@code u <= id}) are dropped and the rest is passed on, the first of it with {@code U <= id + 1 <= u}; a snapshot older than
 * the first update kept is asked for again. From then on, an update with {@code U > last + 1} shows that some were lost: the book
 * is void, and all of this begins again.
 *
 * <p>Updates passed on after the first follow without overlap: of an update that begins before the last one ended, the first id is
 * moved up. Merging relies on that.
 *
 * <p>Overflow: while a snapshot is awaited, at most {@value #MAX_UPDATES} updates and {@value #MAX_LEVELS} levels in them are kept.
 * Beyond that the oldest are given up, and a snapshot that would have needed them is asked for again.
 *
 * <p>Threading: one thread at a time. The listener is called within the methods; it may call {@link #onDisconnected()} from
 * within any of its own, and {@link #onSnapshot} from within {@link Listener#needSnapshot()}.
 *
 * <p>Errors: updates and snapshots of another symbol are refused with an {@link IllegalArgumentException}.
 */
public final class BookSynchronizer {

    /** How many updates wait for a snapshot at most: at ten a second, 100 seconds of them. */
    public static final int MAX_UPDATES = 1_000;

    /** How many levels there are in the waiting updates at most: tens of megabytes. */
    public static final int MAX_LEVELS = 200_000;

    /** Who keeps the book. */
    public interface Listener {

        /**
         * A snapshot is needed: called once for each that is. The listener fetches it, again and again if need be, and hands it to
         * {@link BookSynchronizer#onSnapshot}, later or within this call.
         */
        void needSnapshot();

        /** The book is this one, whatever it was before. */
        void onBook(DepthSnapshot book);

        /** The book changes by this; it follows what was passed on before. */
        void onUpdate(DepthUpdate update);

        /** The state is another one now. {@code LIVE} is told after the book and the updates that waited for it. */
        void onState(SyncState state);
    }

    private final String symbol;
    private final Listener listener;
    private final UpdateBuffer buffer;
    private SyncState state = SyncState.DISCONNECTED;
    private boolean hadBook;
    private long bookId;
    private long lastId;

    private long received;
    private long delivered;
    private long duplicates;
    private long discarded;
    private long buffered;
    private long gaps;
    private long resyncs;
    private long staleSnapshots;

    public BookSynchronizer(String symbol, Listener listener) {
        this(symbol, listener, MAX_UPDATES, MAX_LEVELS);
    }

    BookSynchronizer(String symbol, Listener listener, int maxUpdates, int maxLevels) {
        this.symbol = Objects.requireNonNull(symbol, "symbol");
        this.listener = Objects.requireNonNull(listener, "listener");
        this.buffer = new UpdateBuffer(maxUpdates, maxLevels);
    }

    public SyncState state() {
        return state;
    }

    public SyncCounters counters() {
        return new SyncCounters(
                received, delivered, duplicates, discarded, buffer.size(), buffered, gaps, resyncs, staleSnapshots);
    }

    /**
     * The exchange has begun to send updates. Asks for a snapshot at once, so that a book that does not change is known as well;
     * without this call the first update does it.
     */
    public void onConnected() {
        if (state == SyncState.DISCONNECTED) {
            synchronize();
        }
    }

    /** The exchange sends no more updates: the book is void, and a snapshot asked for is not needed any more. */
    public void onDisconnected() {
        if (state != SyncState.DISCONNECTED) {
            discarded += buffer.clear();
            enter(SyncState.DISCONNECTED);
        }
    }

    /** Takes the next update of the exchange. */
    public void onUpdate(DepthUpdate update) {
        requireSameSymbol(update.symbol());
        received++;
        switch (state) {
            case DISCONNECTED -> {
                keep(update);
                synchronize();
            }
            case SYNCING -> await(update);
            case LIVE -> follow(update);
        }
    }

    /** Takes a snapshot; one that is not needed, because the book is live or there is no upstream, is ignored. */
    public void onSnapshot(DepthSnapshot snapshot) {
        requireSameSymbol(snapshot.symbol());
        if (state != SyncState.SYNCING) {
            return;
        }
        DepthUpdate first = buffer.first();
        if (first != null && first.firstId() > snapshot.lastId() + 1) {
            staleSnapshots++;
            listener.needSnapshot();
            return;
        }
        begin(snapshot);
    }

    /** The buffer follows on without gaps, so the first update not in the snapshot follows the snapshot. */
    private void begin(DepthSnapshot snapshot) {
        resyncs += hadBook ? 1 : 0;
        hadBook = true;
        bookId = snapshot.lastId();
        lastId = bookId;
        state = SyncState.LIVE;
        listener.onBook(snapshot);
        for (DepthUpdate update = next(); update != null; update = next()) {
            follow(update);
        }
        if (state == SyncState.LIVE) {
            listener.onState(SyncState.LIVE);
        }
    }

    /** The next update kept, unless the book was given up by the listener meanwhile. */
    private @Nullable DepthUpdate next() {
        return state == SyncState.LIVE ? buffer.poll() : null;
    }

    private void follow(DepthUpdate update) {
        if (update.lastId() <= lastId) {
            duplicates++;
        } else if (update.firstId() > lastId + 1) {
            gaps++;
            keep(update);
            synchronize();
        } else {
            DepthUpdate following = lastId == bookId ? update : withoutOverlap(update);
            lastId = update.lastId();
            delivered++;
            listener.onUpdate(following);
        }
    }

    private void await(DepthUpdate update) {
        DepthUpdate last = buffer.last();
        if (last != null && update.lastId() <= last.lastId()) {
            duplicates++;
            return;
        }
        if (last != null && update.firstId() > last.lastId() + 1) {
            gaps++;
            discarded += buffer.clear();
        }
        keep(update);
    }

    private void keep(DepthUpdate update) {
        buffered++;
        discarded += buffer.add(update);
    }

    private void synchronize() {
        enter(SyncState.SYNCING);
        if (state == SyncState.SYNCING) {
            listener.needSnapshot();
        }
    }

    private void enter(SyncState next) {
        state = next;
        listener.onState(next);
    }

    private DepthUpdate withoutOverlap(DepthUpdate update) {
        if (update.firstId() == lastId + 1) {
            return update;
        }
        return new DepthUpdate(
                symbol, update.time(), lastId + 1, update.lastId(), update.merged(), update.bids(), update.asks());
    }

    private void requireSameSymbol(String other) {
        if (!symbol.equals(other)) {
            throw new IllegalArgumentException("this keeps the book of " + symbol + ", not of " + other);
        }
    }
}
