package io.sluice.cluster;

import org.jspecify.annotations.Nullable;

/** Numbers, emitted as they are asked for, at some pace, on a node in virtual time. */
final class SimulatedSource implements StreamSource {

    final SimulatedStreamNode home;
    final long stream;
    final long total;
    final boolean fails;
    private final Virtual virtual;
    private @Nullable StreamOutlet outlet;
    private long asked;
    private long emitted;
    private boolean released;
    private boolean emitting;

    /** @param total after which it ends; {@link Long#MAX_VALUE}: never */
    SimulatedSource(SimulatedStreamNode home, long stream, long total, boolean fails, Virtual virtual) {
        this.home = home;
        this.stream = stream;
        this.total = total;
        this.fails = fails;
        this.virtual = virtual;
    }

    StreamReference reference() {
        return new StreamReference(home.name, home.node.streams.incarnation(), stream);
    }

    long asked() {
        return asked;
    }

    boolean isReleased() {
        return released;
    }

    @Override
    public void start(StreamOutlet to) {
        check(outlet == null && !released, "subscribed to twice, or too late");
        outlet = to;
        emitLater();
    }

    @Override
    public void request(long n) {
        check(outlet != null && n > 0 && !released, "asked for " + n + " at the wrong time");
        asked += n;
        emitLater();
    }

    @Override
    public void released() {
        check(!released, "let go twice");
        released = true;
    }

    private void emitLater() {
        if (!emitting) {
            emitting = true;
            virtual.after(virtual.chance(0.7) ? 0 : virtual.between(1, 300), () -> home.step(this::emit));
        }
    }

    private void emit() {
        emitting = false;
        StreamOutlet to = outlet;
        if (released || to == null) {
            return;
        }
        if (emitted < asked && emitted < total) {
            byte[] payload = SimulatedNode.payload(emitted++, virtual.between(8, SimulatedNode.MAX_PAYLOAD));
            home.node.streams.next(virtual.now(), to, payload);
        }
        if (emitted == total) {
            home.node.streams.end(virtual.now(), to, fails ? "java.io.IOException: broken" : null);
        } else if (emitted < asked) {
            emitLater();
        }
    }

    private void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new Broken("stream " + stream + " of " + home.name + ": " + otherwise);
        }
    }
}
