package io.sluice.fanout;

import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What a hub tells a member that joins late, before the first live value: nothing, the last value, the state of the world.
 *
 * <p>Threading: the hub calls both methods one at a time and in order with its own publishing, so that what {@link #replay()}
 * returns is exact: it covers every value recorded before it, and the member then gets every value after, without a gap or a
 * duplicate. Implementations need no locks and must not call back into the hub.
 *
 * @param <T> type of the values
 */
public interface Replay<T> {

    /** Takes note of a value about to be delivered to the members. */
    void record(T value);

    /** The values a new member gets first, in order. The list is not modified afterwards. */
    List<T> replay();

    /** Late joiners start with the next live value. */
    static <T> Replay<T> none() {
        return new Replay<>() {
            @Override
            public void record(T value) {}

            @Override
            public List<T> replay() {
                return List.of();
            }
        };
    }

    /**
     * Late joiners get the last {@code n} values first.
     *
     * @param n at least 1; so many values are held
     */
    static <T> Replay<T> last(int n) {
        return new LastReplay<>(n);
    }

    /**
     * Late joiners get the last value of each key first, in the order in which those values were published.
     *
     * @param key of a value; equal keys are the same key
     * @param maxKeys at least 1; beyond that the key whose last value is the oldest is forgotten
     */
    static <T> Replay<T> latestByKey(Function<? super T, ?> key, int maxKeys) {
        return latestByKey(key, maxKeys, value -> false);
    }

    /**
     * Like {@link #latestByKey(Function, int)}, for keys that come to an end: a value that deletes its key is delivered to
     * the members as any other, and is not replayed, nor are those before it.
     *
     * @param deletes whether a value says that its key exists no more
     */
    static <T> Replay<T> latestByKey(Function<? super T, ?> key, int maxKeys, Predicate<? super T> deletes) {
        return new KeyedReplay<>(key, maxKeys, deletes);
    }
}
