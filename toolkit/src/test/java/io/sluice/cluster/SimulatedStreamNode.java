package io.sluice.cluster;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.SplittableRandom;

/** A node in virtual time that hands streams over. It may stop for a while, and crash. */
final class SimulatedStreamNode implements Effects {

    final String name;
    final ClusterNode node;
    private final SimulatedStreams cluster;
    private final StreamLimits limits;
    private final Virtual virtual;
    private final ArrayDeque<Runnable> whileStopped = new ArrayDeque<>();
    private long streams;
    private boolean stopped;
    private boolean crashed;

    SimulatedStreamNode(
            String name,
            ProtocolSettings settings,
            StreamLimits limits,
            long born,
            SimulatedStreams cluster,
            Virtual virtual) {
        this.name = name;
        this.cluster = cluster;
        this.limits = limits;
        this.virtual = virtual;
        SplittableRandom random = new SplittableRandom(virtual.random.nextLong());
        this.node = new ClusterNode(name, settings, Rules.ALL, this, random, born, topic -> null, limits);
    }

    long nextStream() {
        return ++streams;
    }

    boolean isCrashed() {
        return crashed;
    }

    void crash() {
        crashed = true;
    }

    void stop() {
        stopped = true;
    }

    void goOn() {
        stopped = false;
        while (!whileStopped.isEmpty() && !stopped && !crashed) {
            whileStopped.remove().run();
        }
    }

    long nextWakeUp() {
        return stopped || crashed ? Alarms.NEVER : node.nextWakeUp();
    }

    void members(Collection<String> members) {
        step(() -> node.members(virtual.now(), members));
    }

    /** Does something on this node: later, if it has stopped, and not at all if it is no more. */
    void step(Runnable turn) {
        if (crashed) {
            return;
        }
        if (stopped) {
            whileStopped.add(() -> step(turn));
            return;
        }
        turn.run();
        if (virtual.chance(0.9)) {
            node.endTurn();
        }
        check(node.streams.isWithinGrants(), "a source was asked for more than was granted");
        long kept = node.streams.keptBytes();
        long most = (long) node.streams.offered()
                * (limits.windowBytes() + (long) limits.quantum() * SimulatedNode.MAX_PAYLOAD);
        check(kept <= most, "keeps " + kept + " bytes");
        int alarms = node.around().alarms.size();
        check(alarms <= 5_000, "alarms: " + alarms);
    }

    void checkNothingLeft() {
        check(node.streams.offered() == 0, "offers or outlets left: " + node.streams.offered());
        check(node.streams.received() == 0, "inlets left: " + node.streams.received());
        check(node.streams.keptBytes() == 0, "bytes left");
        check(node.cancellations.size() == 0, "cancellations left: " + node.cancellations.size());
    }

    private void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new Broken(name + ": " + otherwise);
        }
    }

    @Override
    public void send(String to, byte[] frame) {
        cluster.send(this, to, frame);
    }

    @Override
    public void signal(Inlet inlet, TopicSignal signal) {}

    @Override
    public void published(long handle, PublishResult result) {}
}
