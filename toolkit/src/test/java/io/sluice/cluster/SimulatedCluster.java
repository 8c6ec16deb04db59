package io.sluice.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One schedule: a few nodes, a network that loses, doubles, delays and re-orders frames and falls apart, nodes that stop, crash
 * and come back, publishers and subscribers of every pace. Then all heals, and the promises are held against what happened. All
 * of it follows from the seed.
 */
final class SimulatedCluster {

    static final int TOPICS = 3;

    private final Virtual virtual;
    private final Rules rules;
    private final ProtocolSettings settings;
    private final List<SimulatedNode> nodes = new ArrayList<>();
    private final Map<String, TopicLog> logs = new HashMap<>();
    private final Set<String> cut = new HashSet<>();
    private final double loss;
    private final double doubling;
    private final double straggling;
    private final int jitter;
    private boolean healed;
    private long births;
    private long messages;
    private int names;

    SimulatedCluster(long seed, Rules rules) {
        this.virtual = new Virtual(seed);
        this.rules = rules;
        this.settings = new ProtocolSettings(
                500,
                2_000,
                virtual.between(4_000, 8_000),
                100,
                virtual.chance(0.5) ? 800 : 2_000,
                virtual.between(1_000, 6_000),
                virtual.between(1, 12),
                virtual.between(100, 1_500),
                virtual.between(1_000, 8_000),
                virtual.between(1, 8),
                virtual.between(100, 2_000),
                1,
                virtual.between(1, 24),
                virtual.between(200, 4_000),
                virtual.chance(0.3) ? 2_000 : 60_000,
                virtual.chance(0.3) ? virtual.between(100, 2_000) : 1 << 20,
                3_000,
                4_000);
        this.loss = virtual.chance(0.6) ? virtual.random.nextDouble(0.25) : 0;
        this.doubling = virtual.chance(0.5) ? virtual.random.nextDouble(0.2) : 0;
        this.straggling = virtual.chance(0.4) ? virtual.random.nextDouble(0.05) : 0;
        this.jitter = virtual.chance(0.5) ? virtual.between(1, 60) : 0;
    }

    boolean keepsState(String topic) {
        return topic.equals("topic-0");
    }

    TopicLog log(String topic) {
        return logs.computeIfAbsent(topic, any -> new TopicLog());
    }

    /** Runs the whole schedule. */
    void run() {
        int size = virtual.chance(0.6) ? 3 : virtual.between(3, 5);
        for (int i = 0; i < size; i++) {
            start("node-" + names++);
        }
        tellMembers(0);
        runFor(virtual.chance(0.5) ? 50 : 0);
        long chaosEnd = virtual.now() + virtual.between(1_000, 7_000);
        while (virtual.now() < chaosEnd) {
            act();
            runFor(virtual.between(0, 120));
        }
        heal();
        runFor(settings.deadAfter() + 2 * settings.backoffMax());
        checkEverybodyGetsTheLiveStream();
        for (SimulatedNode node : nodes) {
            List.copyOf(node.subscribers.keySet()).forEach(node::close);
        }
        runFor(settings.deadAfter() + settings.idleAfter() + 1_000);
        nodes.forEach(SimulatedNode::checkNothingLeft);
    }

    private void start(String name) {
        nodes.add(new SimulatedNode(name, settings, rules, ++births << 20, this, virtual));
    }

    private void act() {
        SimulatedNode node = nodes.get(virtual.random.nextInt(nodes.size()));
        String topic = "topic-" + virtual.random.nextInt(TOPICS);
        int dice = virtual.random.nextInt(100);
        if (dice < 55) {
            publish(node, topic);
        } else if (dice < 77) {
            Start[] starts = {Start.LIVE, Start.HISTORY, Start.SNAPSHOT};
            int pace = virtual.chance(0.6) ? 0 : virtual.chance(0.5) ? virtual.between(1, 80) : 3_000;
            node.subscribe(topic, starts[virtual.random.nextInt(3)], pace);
        } else if (dice < 82) {
            node.close(topic);
        } else if (dice < 86) {
            stop(node);
        } else if (dice < 90) {
            crash(node);
        } else if (dice < 95) {
            cutOff(node);
        } else if (dice < 97) {
            mistake(node);
        } else {
            cut.clear();
        }
    }

    private void publish(SimulatedNode node, String topic) {
        boolean acknowledged = virtual.chance(0.6);
        for (int i = virtual.chance(0.2) ? virtual.between(5, 40) : 1; i > 0; i--) {
            long message = ++messages;
            node.publish(
                    topic,
                    message,
                    SimulatedNode.payload(message, virtual.between(8, SimulatedNode.MAX_PAYLOAD)),
                    acknowledged);
        }
    }

    private void stop(SimulatedNode node) {
        node.stop();
        virtual.after(virtual.between(100, 9_000), node::goOn);
    }

    /** The node is gone at once; the others hear of it later, each at its own time. It may come back, by its old name or a new one. */
    private void crash(SimulatedNode node) {
        if (nodes.size() <= 2) {
            return;
        }
        if (virtual.chance(0.3) && !node.isStopped()) {
            node.leave();
        } else {
            node.crash();
        }
        nodes.remove(node);
        tellMembers(virtual.between(200, 2_500));
        if (virtual.chance(0.8)) {
            String name = virtual.chance(0.5) ? node.name : "node-" + names++;
            virtual.after(virtual.between(1, 2_500), () -> {
                if (nodes.stream().noneMatch(other -> other.name.equals(name))) {
                    start(name);
                    tellMembers(virtual.between(0, 500));
                }
            });
        }
    }

    private void cutOff(SimulatedNode node) {
        boolean bothWays = virtual.chance(0.7);
        for (SimulatedNode other : nodes) {
            if (other != node && virtual.chance(0.7)) {
                cut.add(node.name + ">" + other.name);
                if (bothWays) {
                    cut.add(other.name + ">" + node.name);
                }
            }
        }
    }

    /** The membership leaves out a node that is there, as in a split. */
    private void mistake(SimulatedNode left) {
        for (SimulatedNode node : nodes) {
            if (virtual.chance(0.5) && node != left) {
                List<String> view = new ArrayList<>(names());
                view.remove(left.name);
                node.members(view);
            }
        }
        tellMembers(virtual.between(500, 3_000));
    }

    private List<String> names() {
        return nodes.stream().map(node -> node.name).toList();
    }

    private void tellMembers(int within) {
        List<String> view = names();
        for (SimulatedNode node : nodes) {
            if (within == 0) {
                node.members(view);
            } else {
                virtual.after(virtual.between(0, within), () -> node.members(healed ? names() : view));
            }
        }
    }

    private void heal() {
        healed = true;
        cut.clear();
        for (SimulatedNode node : nodes) {
            node.goOn();
            node.members(names());
            for (SimulatedSubscriber subscriber : node.subscribers.values()) {
                subscriber.pace = 0;
                subscriber.goOnTaking();
            }
        }
    }

    private void checkEverybodyGetsTheLiveStream() {
        Map<String, Long> marks = new HashMap<>();
        for (int i = 0; i < TOPICS; i++) {
            long mark = ++messages;
            marks.put("topic-" + i, mark);
            nodes.get(virtual.random.nextInt(nodes.size()))
                    .publish("topic-" + i, mark, SimulatedNode.payload(mark, 8), true);
        }
        runFor(1_000);
        for (SimulatedNode node : nodes) {
            for (SimulatedSubscriber subscriber : node.subscribers.values()) {
                if (!subscriber.hasEnded() && !subscriber.hasReceived(marks.getOrDefault(subscriber.topic, 0L))) {
                    throw new Broken(node.name + " does not get what is published to " + subscriber.topic);
                }
            }
        }
    }

    void send(SimulatedNode from, String to, byte[] frame) {
        if (from.name.equals(to)) {
            virtual.after(0, () -> from.receive(frame));
            return;
        }
        if (healed) {
            virtual.after(1, () -> deliver(to, frame));
            return;
        }
        if (cut.contains(from.name + ">" + to) || virtual.chance(loss)) {
            return;
        }
        for (int copies = virtual.chance(doubling) ? 2 : 1; copies > 0; copies--) {
            int delay = 1 + virtual.random.nextInt(jitter + 1);
            if (virtual.chance(straggling)) {
                delay += virtual.between(100, 5_000);
            }
            virtual.after(delay, () -> deliver(to, frame));
        }
    }

    private void deliver(String to, byte[] frame) {
        for (SimulatedNode node : nodes) {
            if (node.name.equals(to)) {
                node.receive(frame);
                return;
            }
        }
    }

    private void runFor(long time) {
        long until = virtual.now() + time;
        while (true) {
            long next = virtual.next();
            SimulatedNode due = null;
            for (SimulatedNode node : nodes) {
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
                due.wakeUp();
            }
        }
    }
}
