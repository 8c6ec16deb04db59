package io.sluice.connection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.subscribers.TestSubscriber;
import io.sluice.message.BinaryMessage;
import io.sluice.message.Message;
import io.sluice.message.TextMessage;
import io.sluice.wire.Frame;
import io.sluice.wire.Link;
import io.sluice.wire.Side;
import io.sluice.wire.Wait;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** Demand is whole messages, whatever they looked like on the wire. */
final class InboundDemandTest {

    private static final int MESSAGES = 1_000;

    @ParameterizedTest
    @EnumSource
    void aMessageOfThreeFramesTakesOneOfTheDemand(Side side) throws Exception {
        try (Link link = Link.open(side)) {
            TestSubscriber<Message> subscriber = new TestSubscriber<>(0);
            link.connection().messages().subscribe(subscriber);
            for (int i = 0; i < 20; i++) {
                link.peer().send(threeFrames(i));
            }
            Wait.until(() -> link.connection().counters().messagesReceived() == 20);
            assertThat(subscriber.values()).isEmpty();

            subscriber.request(4);
            Wait.until(() -> subscriber.values().size() >= 4);
            assertThat(link.connection().counters().messagesQueued()).isEqualTo(16);

            subscriber.request(1);
            Wait.until(() -> subscriber.values().size() >= 5);
            assertThat(link.connection().counters().messagesQueued()).isEqualTo(15);
            assertThat(subscriber.values())
                    .containsExactly(expected(0), expected(1), expected(2), expected(3), expected(4));
        }
    }

    @ParameterizedTest
    @EnumSource
    void requestingFourAndThenOneForEachBringsAllMessages(Side side) throws Exception {
        try (Link link = Link.open(side)) {
            OneByOne subscriber = new OneByOne();
            link.connection().messages().subscribe(subscriber);
            List<byte[]> wire = new ArrayList<>();
            List<String> pings = new ArrayList<>();
            for (int i = 0; i < MESSAGES; i++) {
                Frame[] frames = threeFrames(i);
                wire.add(link.peer().encode(frames[0]));
                if (i % 10 == 0) {
                    pings.add("ping " + i);
                    wire.add(link.peer().encode(Frame.ping("ping " + i)));
                }
                wire.add(link.peer().encode(frames[1], frames[2]));
            }
            link.peer().sendBytes(wire.toArray(byte[][]::new));

            subscriber.subscription().request(4);
            for (int i = 0; i < MESSAGES; i++) {
                assertThat(subscriber.next()).as("message " + i).isEqualTo(expected(i));
                subscriber.subscription().request(1);
            }
            for (String ping : pings) {
                Frame pong = link.peer().read();
                assertThat(pong.opcode()).isEqualTo(Frame.PONG);
                assertThat(pong.text()).isEqualTo(ping);
            }
            assertThat(link.connection().counters().messagesDelivered()).isEqualTo(MESSAGES);
        }
    }

    @ParameterizedTest
    @EnumSource
    void emptyMessagesAndEmptyFragmentsAreMessagesLikeOthers(Side side) throws Exception {
        try (Link link = Link.open(side)) {
            TestSubscriber<Message> subscriber = link.connection().messages().test(1);
            link.peer()
                    .send(
                            Frame.text(""),
                            Frame.binary(),
                            Frame.text("").unfinished(),
                            Frame.continuation(bytes("after an empty fragment")),
                            Frame.binary((byte) 1).unfinished(),
                            Frame.continuation().unfinished(),
                            Frame.continuation((byte) 2).unfinished(),
                            Frame.continuation(),
                            Frame.text("").unfinished(),
                            Frame.continuation().unfinished(),
                            Frame.continuation(),
                            Frame.text("last"));

            List<Message> expected = List.of(
                    Message.text(""),
                    BinaryMessage.ofShared(new byte[0]),
                    Message.text("after an empty fragment"),
                    BinaryMessage.ofShared(new byte[] {1, 2}),
                    Message.text(""),
                    Message.text("last"));
            for (int i = 1; i < expected.size(); i++) {
                int count = i;
                Wait.until(() -> subscriber.values().size() >= count);
                subscriber.assertValueCount(count);
                subscriber.request(1);
            }
            Wait.until(() -> subscriber.values().size() == expected.size());
            assertThat(subscriber.values()).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @EnumSource
    void howBytesAndFragmentsAreCutMakesNoDifference(Side side) throws Exception {
        Random random = new Random(20_240_607);
        List<Message> sent = new ArrayList<>();
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        try (Link link = Link.open(side)) {
            for (int i = 0; i < 150; i++) {
                byte[] payload = randomText(random);
                boolean text = random.nextBoolean();
                sent.add(text ? TextMessage.ofUtf8(payload) : BinaryMessage.ofShared(payload));
                wire.writeBytes(link.peer().encode(cut(text, payload, random)));
            }
            TestSubscriber<Message> subscriber = link.connection().messages().test(sent.size());
            byte[] bytes = wire.toByteArray();
            int from = 0;
            while (from < bytes.length) {
                int to = Math.min(bytes.length, from + 1 + random.nextInt(random.nextInt(8) == 0 ? 2_000 : 12));
                link.peer().sendBytes(Arrays.copyOfRange(bytes, from, to));
                from = to;
            }
            Wait.until(() -> subscriber.values().size() == sent.size());
            assertThat(subscriber.values()).isEqualTo(sent);
        }
    }

    @ParameterizedTest
    @EnumSource
    void moreThanEverDemandIsDemandWithoutEnd(Side side) throws Exception {
        try (Link link = Link.open(side)) {
            TestSubscriber<Message> subscriber = link.connection().messages().test(Long.MAX_VALUE - 1);
            subscriber.request(Long.MAX_VALUE - 1);
            link.peer().send(Frame.text("a"), Frame.text("b"));
            Wait.until(() -> subscriber.values().size() == 2);
            subscriber.assertNotComplete().assertNoErrors();
        }
    }

    private static Frame[] threeFrames(int i) {
        byte[] first = bytes("message ");
        byte[] second = i % 3 == 0 ? new byte[0] : bytes("number ");
        Frame start = i % 2 == 0 ? Frame.of(Frame.TEXT, first) : Frame.binary(first);
        return new Frame[] {
            start.unfinished(), Frame.continuation(second).unfinished(), Frame.continuation(bytes(Integer.toString(i)))
        };
    }

    private static Message expected(int i) {
        String whole = "message " + (i % 3 == 0 ? "" : "number ") + i;
        return i % 2 == 0 ? Message.text(whole) : BinaryMessage.ofShared(bytes(whole));
    }

    private static byte[] randomText(Random random) {
        StringBuilder text = new StringBuilder();
        for (int left = random.nextInt(300); left > 0; left--) {
            text.appendCodePoint(
                    switch (random.nextInt(4)) {
                        case 0 -> 'a' + random.nextInt(26);
                        case 1 -> 0x400 + random.nextInt(0x100);
                        case 2 -> 0x4E00 + random.nextInt(0x1000);
                        default -> 0x1F300 + random.nextInt(0x100);
                    });
        }
        return bytes(text.toString());
    }

    /** Fragments at random places, in the middle of characters too, with pings between them. */
    private static Frame[] cut(boolean text, byte[] payload, Random random) {
        List<Frame> frames = new ArrayList<>();
        int from = 0;
        do {
            int to = Math.min(payload.length, from + random.nextInt(200));
            byte[] part = Arrays.copyOfRange(payload, from, to);
            int opcode = !frames.isEmpty() ? Frame.CONTINUATION : text ? Frame.TEXT : Frame.BINARY;
            frames.add(
                    to == payload.length
                            ? Frame.of(opcode, part)
                            : Frame.of(opcode, part).unfinished());
            from = to;
        } while (from < payload.length);
        if (frames.size() > 1 && random.nextBoolean()) {
            frames.add(1, Frame.ping("between"));
        }
        return frames.toArray(Frame[]::new);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    /** Hands each message to the test thread, which decides when to ask for the next. */
    private static final class OneByOne implements Subscriber<Message> {

        private final BlockingQueue<Message> received = new LinkedBlockingQueue<>();
        private final BlockingQueue<Subscription> subscriptions = new LinkedBlockingQueue<>();
        private @org.jspecify.annotations.Nullable Subscription subscription;

        Subscription subscription() throws InterruptedException {
            if (subscription == null) {
                subscription = subscriptions.poll(20, TimeUnit.SECONDS);
            }
            return java.util.Objects.requireNonNull(subscription);
        }

        @org.jspecify.annotations.Nullable
        Message next() throws InterruptedException {
            return received.poll(20, TimeUnit.SECONDS);
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            subscriptions.add(subscription);
        }

        @Override
        public void onNext(Message message) {
            received.add(message);
        }

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onComplete() {}
    }
}
