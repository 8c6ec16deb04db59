package io.sluice.perf.hub;

import io.reactivex.rxjava3.core.Flowable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Many readers that join one after the other, on the calling thread. */
public final class Crowd {

    private final List<Reader> readers;

    private Crowd(List<Reader> readers) {
        this.readers = readers;
    }

    /** Readers that have yet to {@linkplain #join}. */
    public static Crowd of(int size, long demand) {
        List<Reader> readers = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            readers.add(new Reader(demand));
        }
        return new Crowd(readers);
    }

    public Crowd join(Flowable<Update> members) {
        for (Reader reader : readers) {
            members.subscribe(reader);
        }
        return this;
    }

    /** An order of leaving that is the same in each run, and nobody's best or worst case. */
    public Crowd shuffle() {
        Collections.shuffle(readers, new Random(1));
        return this;
    }

    public void leave() {
        for (Reader reader : readers) {
            reader.leave();
        }
    }

    /** Throws unless each of them has got {@code expected} values. */
    public void expect(long expected) {
        for (Reader reader : readers) {
            if (reader.received() != expected) {
                throw new IllegalStateException(
                        "a member got " + reader.received() + " values when there were " + expected);
            }
        }
    }
}
