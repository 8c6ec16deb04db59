package io.sluice.cluster;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One schedule of streams that are handed from node to node over a network that loses, doubles, delays and re-orders frames,
 * between nodes that stop, crash and come back, if the schedule is a rough one. In a gentle one no stream may be lost. All of it
 * follows from the seed.
 */
final class SimulatedStreams {

    /** Offers stand so long. */
    private static final long UNCLAIMED = 40_000;

    private final Virtual virtual;
    private final ProtocolSettings settings;
    private final StreamLimits limits;
    private final boolean rough;
    private final double loss;
    private final double doubling;
    private final double straggling;
    private final int jitter;

    private final List<SimulatedStreamNode> nodes = new ArrayList<>();
    private final List<SimulatedSource> sources = new ArrayList<>();
    private final List<SimulatedSink> sinks = new ArrayList<>();
    private final Set<SimulatedSource> withdrawn = new HashSet<>();
    private final Set<SimulatedSource> contested = new HashSet<>();
    private final Set<String> cut = new HashSet<>();
    private boolean healed;
    private long births;

    SimulatedStreams(long seed) {
        virtual = new Virtual(seed);
        rough = virtual.chance(0.6);
        settings = new ProtocolSettings(
                500,
                2_000,
                rough ? virtual.between(4_000, 8_000) : 30_000,
                100,
                1_000,
                30_000,
                8,
                1_000,
                virtual.between(500, 8_000),
                virtual.between(1, 8),
                virtual.between(100, 2_000),
                1,
                8,
                1_000,
                60_000,
                1 << 20,
                3_000,
                4_000);
        limits = new StreamLimits(1_000, virtual.between(1, 12), virtual.between(50, 1_500), virtual.between(1, 8));
        double roughness = rough ? 1 : 0.4;
        loss = virtual.chance(0.7) ? virtual.random.nextDouble(0.25 * roughness) : 0;
        doubling = virtual.chance(0.5) ? virtual.random.nextDouble(0.2) : 0;
        straggling = virtual.chance(0.4) ? virtual.random.nextDouble(0.05) : 0;
        jitter = virtual.chance(0.5) ? virtual.between(1, 60) : 0;
    }

    void run() {
        for (int i = 0; i < 3; i++) {
            start("node-" + i);
        }
        tellMembers();
        runFor(virtual.chance(0.5) ? 1_000 : 0);
        long end = virtual.now() + virtual.between(1_000, 8_000);
        while (virtual.now() < end) {
            act();
            runFor(virtual.between(0, 150));
        }
        heal();
        runFor(settings.deadAfter() + 10_000);
        checkEveryStreamGoesOnOrEnds();
        sinks.forEach(sink -> sink.home.step(() -> sink.cancel(virtual.now())));
        runFor(3L * settings.backoffMax());
        nodes.forEach(node -> check(node.node.streams.sent() == 0, node.name + " sends what was cancelled"));
        runFor(UNCLAIMED + settings.deadAfter());
        nodes.forEach(SimulatedStreamNode::checkNothingLeft);
        for (SimulatedSource source : sources) {
            check(source.home.isCrashed() || source.isReleased(), source.reference() + " was never let go");
        }
    }

    private void start(String name) {
        nodes.add(new SimulatedStreamNode(name, settings, limits, ++births << 20, this, virtual));
    }

    private void tellMembers() {
        List<String> names = nodes.stream().map(node -> node.name).toList();
        nodes.forEach(node -> node.members(names));
    }

    private void act() {
        int dice = virtual.random.nextInt(rough ? 100 : 88);
        SimulatedStreamNode node = nodes.get(virtual.random.nextInt(nodes.size()));
        if (dice < 30) {
            handOver(node, nodes.get(virtual.random.nextInt(nodes.size())));
        } else if (dice < 75) {
            request(virtual.chance(0.5) ? 1 : virtual.between(1, 40));
        } else if (dice < 82) {
            cancel();
        } else if (dice < 85) {
            withdraw();
        } else if (dice < 88) {
            contest(node);
        } else if (dice < 91) {
            node.stop();
            virtual.after(virtual.between(100, 9_000), node::goOn);
        } else if (dice < 94) {
            crash(node);
        } else if (dice < 98) {
            cutOff(node);
        } else {
            cut.clear();
        }
    }

    private void handOver(SimulatedStreamNode from, SimulatedStreamNode to) {
        long total = virtual.chance(0.3) ? Long.MAX_VALUE : virtual.between(0, 60);
        SimulatedSource source = new SimulatedSource(from, from.nextStream(), total, virtual.chance(0.3), virtual);
        sources.add(source);
        from.step(() -> from.node.streams.offer(virtual.now(), source.stream, source, UNCLAIMED));
        receive(to, source);
    }

    private void receive(SimulatedStreamNode by, SimulatedSource source) {
        SimulatedSink sink = new SimulatedSink(by, source);
        sinks.add(sink);
        long first = virtual.between(0, 3);
        virtual.after(virtual.between(0, 50), () -> by.step(() -> sink.begin(virtual.now(), first)));
    }

    private void request(long n) {
        if (!sinks.isEmpty()) {
            SimulatedSink sink = sinks.get(virtual.random.nextInt(sinks.size()));
            sink.home.step(() -> sink.request(virtual.now(), n));
        }
    }

    private void cancel() {
        if (!sinks.isEmpty()) {
            SimulatedSink sink = sinks.get(virtual.random.nextInt(sinks.size()));
            sink.home.step(() -> sink.cancel(virtual.now()));
        }
    }

    private void withdraw() {
        if (!sources.isEmpty()) {
            SimulatedSource source = sources.get(virtual.random.nextInt(sources.size()));
            withdrawn.add(source);
            source.home.step(() -> source.home.node.streams.withdraw(
                    virtual.now(), source.stream, "java.util.concurrent.CancellationException: withdrawn"));
        }
    }

    /** Somebody else wants a stream, too. */
    private void contest(SimulatedStreamNode node) {
        if (!sources.isEmpty()) {
            SimulatedSource source = sources.get(virtual.random.nextInt(sources.size()));
            contested.add(source);
            receive(node, source);
        }
    }

    private void crash(SimulatedStreamNode node) {
        if (nodes.size() < 3) {
            return;
        }
        node.crash();
        nodes.remove(node);
        virtual.after(virtual.between(100, 2_000), this::tellMembers);
        virtual.after(virtual.between(1, 2_500), () -> {
            start(node.name);
            tellMembers();
        });
    }

    private void cutOff(SimulatedStreamNode node) {
        boolean bothWays = virtual.chance(0.7);
        for (SimulatedStreamNode other : nodes) {
            if (other != node) {
                cut.add(node.name + ">" + other.name);
                if (bothWays) {
                    cut.add(other.name + ">" + node.name);
                }
            }
        }
    }

    private void heal() {
        runFor(3_000);
        healed = true;
        cut.clear();
        nodes.forEach(SimulatedStreamNode::goOn);
        tellMembers();
    }

    private void checkEveryStreamGoesOnOrEnds() {
        List<Long> before = sinks.stream().map(SimulatedSink::received).toList();
        sinks.forEach(sink -> sink.home.step(() -> sink.request(virtual.now(), 100)));
        runFor(60_000);
        for (int i = 0; i < sinks.size(); i++) {
            SimulatedSink sink = sinks.get(i);
            String name = sink.source.reference() + " at " + sink.home.name;
            if (!sink.home.isCrashed() && sink.isOpen()) {
                check(sink.source.total == Long.MAX_VALUE, name + " does not end");
                check(sink.received() == before.get(i) + 100 || sink.received() == sink.requested(), name + " stands");
                check(
                        sink.source.asked() == sink.requested(),
                        name + ": the source was asked for " + sink.source.asked());
            }
            boolean excused = rough || withdrawn.contains(sink.source) || contested.contains(sink.source);
            check(excused || sink.lost() == null, name + ": " + sink.lost());
        }
    }

    void send(SimulatedStreamNode from, String to, byte[] frame) {
        if (healed || from.name.equals(to)) {
            virtual.after(from.name.equals(to) ? 0 : 1, () -> deliver(to, frame));
            return;
        }
        if (cut.contains(from.name + ">" + to) || virtual.chance(loss)) {
            return;
        }
        for (int copies = virtual.chance(doubling) ? 2 : 1; copies > 0; copies--) {
            int delay = 1 + virtual.random.nextInt(jitter + 1);
            virtual.after(virtual.chance(straggling) ? virtual.between(100, 5_000) : delay, () -> deliver(to, frame));
        }
    }

    private void deliver(String to, byte[] frame) {
        for (SimulatedStreamNode node : List.copyOf(nodes)) {
            if (node.name.equals(to)) {
                node.step(() -> node.node.receive(virtual.now(), frame));
            }
        }
    }

    private void runFor(long time) {
        long until = virtual.now() + time;
        while (true) {
            long next = virtual.next();
            SimulatedStreamNode due = null;
            for (SimulatedStreamNode node : nodes) {
                if (node.nextWakeUp() < next) {
                    next = node.nextWakeUp();
                    due = node;
                }
            }
            if (next > until) {
                virtual.advance(until);
                return;
            }
            if (due == null) {
                virtual.runNext();
            } else {
                virtual.advance(next);
                SimulatedStreamNode waking = due;
                waking.step(() -> waking.node.wakeUp(virtual.now()));
            }
        }
    }

    /** How many streams came whole to whom did not cancel: that not all are lost. */
    long whole() {
        return sinks.stream()
                .filter(sink -> !sink.isCancelled() && sink.lost() == null && sink.received() == sink.source.total)
                .count();
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new Broken(otherwise);
        }
    }
}
