package io.sluice.fanout;

import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** A policy as a model sees it. */
record ReferencePolicy(Kind kind, int bound, boolean eagerError) {

    enum Kind {
        LATEST,
        DISCONNECT,
        DISCONNECT_BYTES,
        DROP_OLDEST,
        DROP_OLDEST_BYTES,
        DROP_NEWEST,
        DROP_NEWEST_BYTES,
        /** Conflates by key; the last value stands. */
        KEYED,
        /** Conflates by key with a merge that is not idempotent. */
        MERGED,
        KEYED_BYTES,
        MERGED_BYTES,
        /** In a hub that is pushed to. */
        BACKPRESSURE,
        /** In a hub of a source. */
        LOCKSTEP
    }

    static final int MAX_BYTES = 10;

    // The same objects for all, so that members share their shelves.
    private static final ToLongFunction<Item> BYTES = Item::bytes;
    private static final Function<Item, Integer> KEY = Item::key;
    private static final BinaryOperator<Item> PLUS = Item::plus;

    Overflow<Item> overflow() {
        Overflow<Item> overflow = switch (kind) {
            case LATEST -> Overflow.latest();
            case DISCONNECT -> Overflow.disconnect(bound);
            case DISCONNECT_BYTES -> Overflow.disconnect(bound, MAX_BYTES, BYTES);
            case DROP_OLDEST -> Overflow.dropOldest(bound);
            case DROP_OLDEST_BYTES -> Overflow.dropOldest(bound, MAX_BYTES, BYTES);
            case DROP_NEWEST -> Overflow.dropNewest(bound);
            case DROP_NEWEST_BYTES -> Overflow.dropNewest(bound, MAX_BYTES, BYTES);
            case KEYED -> Overflow.conflate(KEY, bound);
            case MERGED -> Overflow.conflate(KEY, PLUS, bound);
            case KEYED_BYTES -> Overflow.conflate(KEY, bound, MAX_BYTES, BYTES);
            case MERGED_BYTES -> Overflow.conflate(KEY, PLUS, bound, MAX_BYTES, BYTES);
            case BACKPRESSURE, LOCKSTEP -> Overflow.backpressure(bound);
        };
        return eagerError ? overflow.withEagerError() : overflow;
    }

    boolean weighs() {
        return switch (kind) {
            case DISCONNECT_BYTES, DROP_OLDEST_BYTES, DROP_NEWEST_BYTES, KEYED_BYTES, MERGED_BYTES -> true;
            default -> false;
        };
    }

    /** Whether {@code waiting} are more than the policy lets wait; of one that drops they never are. */
    boolean isExceededBy(ReferenceQueue waiting) {
        return switch (kind) {
            case DISCONNECT, KEYED, MERGED, BACKPRESSURE -> waiting.size() > bound;
            case DISCONNECT_BYTES, KEYED_BYTES, MERGED_BYTES ->
                waiting.size() > bound || (waiting.size() > 1 && waiting.bytes() > MAX_BYTES);
            case LATEST, DROP_OLDEST, DROP_OLDEST_BYTES, DROP_NEWEST, DROP_NEWEST_BYTES, LOCKSTEP -> false;
        };
    }

    ReferenceQueue newQueue() {
        return kind == Kind.KEYED || kind == Kind.KEYED_BYTES
                ? new KeyedReferenceQueue()
                : new PlainReferenceQueue(this);
    }
}
