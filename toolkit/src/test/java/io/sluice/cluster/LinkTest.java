package io.sluice.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** When what has gathered on a link leaves. */
class LinkTest {

    private final List<byte[]> sent = new ArrayList<>();
    private final Surroundings around = new Surroundings(
            "self", ProtocolSettings.defaults(), Rules.ALL, new Recorder(), new SplittableRandom(1), 1);
    private final Set<Link> dirty = new LinkedHashSet<>();
    private final Link link = new Link("peer", around, dirty);
    private long sequence = 1;

    LinkTest() {
        around.now = 1;
        link.adopt(7);
    }

    @Test
    void aFewMessagesLeaveAtTheEndOfEachTurn() {
        turn(1);
        turn(20);
        turn(20);
        assertThat(messagesPerFrame()).containsExactly(1, 20, 20);
    }

    @Test
    void manyInAMillisecondWaitForMoreUntilItIsOver() {
        turn(64);
        turn(1);
        turn(40);
        assertThat(messagesPerFrame()).containsExactly(64);
        assertThat(dirty).containsExactly(link);

        around.now++;
        turn(2);
        assertThat(messagesPerFrame()).containsExactly(64, 43);
        assertThat(dirty).isEmpty();
    }

    @Test
    void manyInAMillisecondLeaveOnceThereAreEnoughForAFrame() {
        turn(64);
        turn(40);
        turn(24);
        assertThat(messagesPerFrame()).containsExactly(64, 64);
    }

    @Test
    void aFullFrameWaitsForNothing() {
        turn(64);
        add(ProtocolSettings.defaults().batchMessages());
        assertThat(messagesPerFrame())
                .containsExactly(64, ProtocolSettings.defaults().batchMessages());
    }

    private void turn(int messages) {
        add(messages);
        boolean unused = link.flushUnlessBusy();
    }

    private void add(int messages) {
        for (int i = 0; i < messages; i++) {
            link.data(1, 1, sequence++, new byte[10]);
        }
    }

    private List<Integer> messagesPerFrame() {
        return sent.stream()
                .map(frame -> Objects.requireNonNull(FrameReader.read(frame)).parts().stream()
                        .mapToInt(part -> ((Part.Data) part).payloads().size())
                        .sum())
                .toList();
    }

    private final class Recorder implements Effects {

        @Override
        public void send(String node, byte[] frame) {
            sent.add(frame);
        }

        @Override
        public void signal(Inlet inlet, TopicSignal signal) {}

        @Override
        public void published(long handle, PublishResult result) {}
    }
}
