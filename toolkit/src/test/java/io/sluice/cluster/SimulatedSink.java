package io.sluice.cluster;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A subscriber in virtual time that requests as it likes, and looks whether it gets what it was promised. */
final class SimulatedSink implements StreamSink {

    final SimulatedStreamNode home;
    final SimulatedSource source;
    private @Nullable StreamInlet inlet;
    private long requested;
    private long received;
    private boolean cancelled;
    private @Nullable Throwable lost;
    private boolean over;

    SimulatedSink(SimulatedStreamNode home, SimulatedSource source) {
        this.home = home;
        this.source = source;
    }

    void begin(long now, long n) {
        requested = n;
        inlet = home.node.streams.receive(now, source.reference(), this, n);
    }

    void request(long now, long n) {
        if (isOpen()) {
            requested += n;
            home.node.streams.request(now, Objects.requireNonNull(inlet), n);
        }
    }

    void cancel(long now) {
        if (isOpen()) {
            home.node.streams.cancel(now, Objects.requireNonNull(inlet));
            // What was due before may have ended it.
            cancelled = !over;
        }
    }

    boolean isOpen() {
        return !over && !cancelled && inlet != null;
    }

    boolean isCancelled() {
        return cancelled;
    }

    long requested() {
        return requested;
    }

    long received() {
        return received;
    }

    /** Why it did not get the whole stream; null if it did, or still may. */
    @Nullable
    Throwable lost() {
        return lost;
    }

    @Override
    public void next(List<byte[]> payloads) {
        check(!over && !cancelled, "something comes behind the end");
        for (byte[] payload : payloads) {
            long number = SimulatedNode.message(payload);
            check(number == received, number + " comes where " + received + " is expected");
            received++;
        }
        check(received <= requested, received + " came, and " + requested + " were requested");
        check(source.asked() >= received, "what the source was not asked for");
    }

    @Override
    public void complete() {
        end();
        check(!source.fails && received == source.total, "completes after " + received + " of " + source.total);
    }

    @Override
    public void fail(Throwable error) {
        end();
        if (error instanceof ClusterStreamException failure) {
            boolean withdrawn = "withdrawn".equals(failure.getMessage());
            check(withdrawn || (source.fails && received == source.total), "fails after " + received);
        } else {
            lost = error;
        }
    }

    private void end() {
        check(!over && !cancelled, "it ends twice");
        over = true;
    }

    private void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new Broken(home.name + ", receiving " + source.reference() + ": " + otherwise);
        }
    }
}
