package io.sluice.aggregate;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.reactivestreams.Publisher;

/** Checks of what operators over several sources are given. */
final class Sources {

    private Sources() {}

    static <T> List<Publisher<? extends T>> listOf(Iterable<? extends Publisher<? extends T>> sources) {
        List<Publisher<? extends T>> list = new ArrayList<>();
        for (Publisher<? extends T> source : sources) {
            list.add(Objects.requireNonNull(source, "a source"));
        }
        return List.copyOf(list);
    }

    static void requirePositive(long value, String name) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " must be positive, not " + value);
        }
    }
}
