package io.sluice.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Rules one can point at, in a cluster of two; the simulation holds all of them at once. */
class ClusterNodeTest {

    private static final ProtocolSettings SETTINGS = ProtocolSettings.defaults();
    private static final byte[] PAYLOAD = {1};

    private final Map<String, Host> hosts = new LinkedHashMap<>();
    private final ArrayDeque<Runnable> network = new ArrayDeque<>();
    private Predicate<Frame> lost = frame -> false;
    private long now = 1_000;
    private long births;

    private final class Host implements Effects {
        final ClusterNode node;
        final Map<Inlet, List<TopicSignal>> signals = new HashMap<>();
        final List<PublishResult> results = new ArrayList<>();

        Host(String name) {
            SplittableRandom random = new SplittableRandom(7);
            node = new ClusterNode(name, SETTINGS, Rules.ALL, this, random, ++births << 20, topic -> null);
        }

        @Override
        public void send(String to, byte[] bytes) {
            Frame frame = Objects.requireNonNull(FrameReader.read(bytes));
            if (!lost.test(frame)) {
                network.add(() -> {
                    Host target = hosts.get(to);
                    if (target != null) {
                        target.node.receive(now, bytes);
                        target.node.endTurn();
                    }
                });
            }
        }

        @Override
        public void signal(Inlet inlet, TopicSignal signal) {
            signals.computeIfAbsent(inlet, any -> new ArrayList<>()).add(signal);
        }

        @Override
        public void published(long handle, PublishResult result) {
            results.add(result);
        }

        List<TopicSignal> of(Inlet inlet) {
            return signals.getOrDefault(inlet, List.of());
        }

        /** The first topic of this node: what the other one publishes or subscribes to has to cross. */
        String ownTopic() {
            return IntStream.range(0, 100)
                    .mapToObj(i -> "topic-" + i)
                    .filter(node::owns)
                    .findFirst()
                    .orElseThrow();
        }

        OwnedTopic topic(String name) {
            return Objects.requireNonNull(node.owned.get(name));
        }

        int outlets() {
            return node.links.values().stream()
                    .mapToInt(link -> link.outlets.size())
                    .sum();
        }
    }

    private Host start(String name) {
        Host host = new Host(name);
        hosts.put(name, host);
        tellMembers();
        return host;
    }

    private void tellMembers() {
        hosts.values().forEach(host -> host.node.members(now, List.copyOf(hosts.keySet())));
        runFor(200);
    }

    /** Time passes, a millisecond at a step; frames arrive at once. */
    private void runFor(long time) {
        for (long end = now + time; now < end; now++) {
            for (Host host : List.copyOf(hosts.values())) {
                if (host.node.nextWakeUp() <= now) {
                    host.node.wakeUp(now);
                }
                host.node.endTurn();
            }
            while (!network.isEmpty()) {
                network.remove().run();
            }
        }
    }

    private static boolean has(Frame frame, Class<? extends Part> type) {
        return frame.parts().stream().anyMatch(type::isInstance);
    }

    @Test
    void whatIsPublishedOnOneNodeArrivesOnTheOther() {
        Host a = start("a");
        Host b = start("b");
        String topic = a.ownTopic();
        Inlet inlet = b.node.subscribe(now, topic, Start.LIVE);
        runFor(200);

        b.node.publish(now, topic, 1, PAYLOAD);
        runFor(10);

        long epoch = a.topic(topic).epoch();
        assertThat(b.of(inlet)).startsWith(new TopicSignal.Joined(epoch, 1));
        assertThat(b.of(inlet)).last().isInstanceOfSatisfying(TopicSignal.Messages.class, messages -> {
            assertThat(messages.first()).isEqualTo(1);
            assertThat(messages.payloads()).containsExactly(PAYLOAD);
        });
        assertThat(b.results).containsExactly(PublishResult.published(epoch, 1));
    }

    @Test
    void aMessageWhoseAcknowledgementsAreLostIsInTheTopicOnce() {
        Host a = start("a");
        Host b = start("b");
        String topic = a.ownTopic();
        lost = frame -> has(frame, Part.PublishAck.class);
        b.node.publish(now, topic, 1, PAYLOAD);
        runFor(1_500);
        assertThat(b.results).isEmpty();

        lost = frame -> false;
        runFor(6_000);

        assertThat(b.results).extracting(PublishResult::outcome).containsExactly(PublishResult.Outcome.PUBLISHED);
        assertThat(a.topic(topic).ring().last()).isEqualTo(1);
        assertThat(a.node.around().counts.deduplicated).isPositive();
    }

    @Test
    void aSilentOwnerIsSuspectedWithinTwoAndAHalfSecondsAndOnlyProbed() {
        Host a = start("a");
        Host b = start("b");
        Inlet inlet = b.node.subscribe(now, a.ownTopic(), Start.LIVE);
        runFor(200);

        List<Frame> sent = new ArrayList<>();
        long ofItself = Objects.requireNonNull(b.node.links.get("b")).mine();
        lost = frame -> {
            if (frame.source().equals("b")) {
                sent.add(frame);
            }
            return frame.source().equals("a");
        };
        runFor(2_600);
        assertThat(b.of(inlet)).last().isEqualTo(new TopicSignal.Suspended());

        sent.clear();
        b.node.publishLoose(now, inlet.topic(), PAYLOAD);
        runFor(1_500);
        assertThat(sent)
                .filteredOn(frame -> frame.destinationIncarnation() != ofItself)
                .isNotEmpty()
                .allSatisfy(frame -> assertThat(frame.parts()).hasOnlyElementsOfType(Part.Hello.class));

        lost = frame -> false;
        runFor(1_000);
        assertThat(b.of(inlet)).contains(new TopicSignal.Resumed());
        assertThat(inlet.isLive()).isTrue();
    }

    @Test
    void whatARestartedNodeHadIsFreedAtOnce() {
        Host a = start("a");
        Host b = start("b");
        b.node.subscribe(now, a.ownTopic(), Start.LIVE);
        runFor(200);
        assertThat(a.outlets()).isEqualTo(1);

        start("b");

        assertThat(a.outlets()).isZero();
    }

    @Test
    void aSubscriptionWhoseGrantsNoLongerComeExpires() {
        Host a = start("a");
        Host b = start("b");
        Inlet inlet = b.node.subscribe(now, a.ownTopic(), Start.LIVE);
        runFor(200);
        lost = frame -> has(frame, Part.Credit.class);

        runFor(SETTINGS.deadAfter() + 1_000);
        assertThat(a.node.around().counts.expired).isEqualTo(1);

        lost = frame -> false;
        runFor(2 * SETTINGS.backoffMax());
        assertThat(a.outlets()).isEqualTo(1);
        assertThat(inlet.isLive()).isTrue();
    }

    @Test
    void aSubscriberThatTakesNothingIsStoppedByCreditThenToldItsGap() {
        Host a = start("a");
        Host b = start("b");
        String topic = a.ownTopic();
        Inlet inlet = b.node.subscribe(now, topic, Start.LIVE);
        runFor(200);
        int window = SETTINGS.windowMessages();
        publish(a, topic, 3 * window);
        assertThat(inlet.credit().messagesQueued()).isEqualTo(window);

        b.node.consumed(now, inlet, window, window);
        runFor(100);

        long epoch = a.topic(topic).epoch();
        assertThat(b.of(inlet)).contains(new TopicSignal.Gap(epoch, window + 1, 2L * window));
        assertThat(b.node.around().counts.early)
                .as("messages it had to ask again for")
                .isZero();
        assertThat(b.of(inlet)).last().isInstanceOf(TopicSignal.Messages.class);
    }

    @Test
    void aSubscriberThatTakesNothingForTooLongIsEvicted() {
        Host a = start("a");
        Host b = start("b");
        String topic = a.ownTopic();
        Inlet inlet = b.node.subscribe(now, topic, Start.LIVE);
        runFor(200);
        publish(a, topic, 3 * SETTINGS.windowMessages());

        runFor(SETTINGS.evictAfter() - 1_000);
        assertThat(inlet.isClosed()).isFalse();
        runFor(2_000);

        assertThat(b.of(inlet))
                .last()
                .isInstanceOfSatisfying(
                        TopicSignal.Ended.class,
                        ended -> assertThat(ended.end()).isEqualTo(TopicSignal.Ended.End.SLOW));
        assertThat(a.outlets()).isZero();
        assertThat(b.node.open).isEmpty();
    }

    @Test
    void aNodeThatLeavesHandsItsTopicsOverWithANewEpoch() {
        Host a = start("a");
        Host b = start("b");
        String topic = a.ownTopic();
        Inlet inlet = b.node.subscribe(now, topic, Start.LIVE);
        runFor(200);
        publish(a, topic, 1);
        long old = a.topic(topic).epoch();

        a.node.leave(now);
        hosts.remove("a");
        runFor(300);

        long fresh = b.topic(topic).epoch();
        assertThat(b.of(inlet)).last().isEqualTo(new TopicSignal.Reset(old, 1, fresh));
    }

    private void publish(Host from, String topic, int messages) {
        for (int i = 0; i < messages; i++) {
            from.node.publishLoose(now, topic, PAYLOAD);
            if (i % 500 == 499) {
                runFor(5);
            }
        }
        runFor(20);
    }
}
