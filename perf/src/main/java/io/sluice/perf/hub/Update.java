package io.sluice.perf.hub;

import java.util.stream.IntStream;

/** A value with a key, made once, so that publishing it allocates nothing here. */
public record Update(Integer key) {

    /** How many keys there are. */
    public static final int KEYS = 1_000;

    private static final Update[] ALL =
            IntStream.range(0, KEYS).mapToObj(Update::new).toArray(Update[]::new);

    /** One key after the other, round and round. */
    public static Update at(long index) {
        return ALL[(int) (index % KEYS)];
    }
}
