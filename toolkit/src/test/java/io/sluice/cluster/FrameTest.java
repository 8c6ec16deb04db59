package io.sluice.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FrameTest {

    private static final List<byte[]> PAYLOADS = List.of(new byte[] {1, 2, 3}, new byte[0], new byte[] {-1});

    static List<Part> parts() {
        return List.of(
                new Part.Hello(),
                new Part.Heartbeat(7),
                new Part.GoAway(),
                new Part.Subscribe(1, "quotes", Start.RESUME, 99, 5, 2_048, 1 << 20),
                new Part.Subscribed(1, 99, 5, true),
                new Part.Data(1, 99, 5, PAYLOADS),
                new Part.Credit(1, 8, 4_096, 2 << 20),
                new Part.Gap(1, 99, 5, 7),
                new Part.SnapshotBegin(1, 99, 0),
                new Part.SnapshotChunk(1, 99, 7, 0, PAYLOADS),
                new Part.SnapshotEnd(1, 99, 7, 3),
                new Part.Complete(1, 99, 8),
                new Part.Failed(1, 99, 8, "ein Fehler – überall"),
                new Part.Cancel(1, "quotes"),
                new Part.Cancel(1, ""),
                new Part.Cancelled(1, CancelReason.MOVED),
                new Part.Publish("quotes", 3, 1, 2, PAYLOADS),
                new Part.PublishAck("quotes", 3, 4, 3, 99, 8, Acceptance.REPEATED),
                new Part.Watch("quotes", true),
                new Part.Interest("quotes", 99, 0, 3),
                new Part.Cancelled(1, CancelReason.TAKEN),
                new Part.Claim(1, 77, 2, 3, 4, 0),
                new Part.Claimed(1, 2, 3));
    }

    private static byte[] frame(Part... parts) {
        FrameWriter writer = new FrameWriter("node");
        for (Part part : parts) {
            writer.add(part);
        }
        return writer.take(11, 12, 13);
    }

    private static Frame read(byte[] bytes) {
        return Objects.requireNonNull(FrameReader.read(bytes), "no frame");
    }

    @ParameterizedTest
    @MethodSource("parts")
    void whatIsWrittenIsRead(Part part) {
        Frame frame = read(frame(part, new Part.Heartbeat(1)));

        assertThat(frame.source()).isEqualTo("node");
        assertThat(List.of(frame.sourceIncarnation(), frame.destinationIncarnation(), frame.sequence()))
                .containsExactly(11L, 12L, 13L);
        assertThat(frame.parts())
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactly(part, new Part.Heartbeat(1));
    }

    @ParameterizedTest
    @MethodSource("parts")
    void aPartThatIsCutShortOrGoesOnIsNoPart(Part part) {
        byte[] whole = frame(part);
        for (int length = 0; length < whole.length; length++) {
            assertThat(FrameReader.read(Arrays.copyOf(whole, length))).isNull();
        }
        assertThat(FrameReader.read(Arrays.copyOf(whole, whole.length + 1))).isNull();
    }

    @Test
    void messagesThatFollowEachOtherShareAPart() {
        FrameWriter writer = new FrameWriter("node");
        writer.data(1, 99, 5, new byte[] {5});
        writer.data(1, 99, 6, new byte[] {6});
        writer.data(2, 77, 7, new byte[] {7});
        writer.data(1, 99, 8, new byte[] {8});
        writer.publish(1, "quotes", 3, 1, 1, new byte[] {9});
        writer.publish(1, "quotes", 3, 1, 2, new byte[] {10});
        writer.snapshot(1, 99, 8, 0, new byte[] {11});
        assertThat(writer.messages()).isEqualTo(7);

        assertThat(read(writer.take(1, 2, 3)).parts())
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactly(
                        new Part.Data(1, 99, 5, List.of(new byte[] {5}, new byte[] {6})),
                        new Part.Data(2, 77, 7, List.of(new byte[] {7})),
                        new Part.Data(1, 99, 8, List.of(new byte[] {8})),
                        new Part.Publish("quotes", 3, 1, 1, List.of(new byte[] {9}, new byte[] {10})),
                        new Part.SnapshotChunk(1, 99, 8, 0, List.of(new byte[] {11})));
        assertThat(writer.isEmpty()).isTrue();
    }

    @Test
    void theLargestPayloadBehindAFullBatchFitsAFrame() {
        FrameWriter writer = new FrameWriter("n".repeat(Frame.MAX_NAME_BYTES));
        writer.data(1, 99, 1, new byte[ProtocolSettings.defaults().batchBytes()]);
        writer.publish(1, "t".repeat(Frame.MAX_NAME_BYTES), 3, 1, 1, new byte[Frame.MAX_PAYLOAD_BYTES]);

        byte[] frame = writer.take(1, 2, 3);

        assertThat(frame).hasSizeLessThanOrEqualTo(Frame.MAX_BYTES);
        assertThat(read(frame).parts()).hasSize(2);
    }

    @Test
    void aFrameThatIsTooLargeIsNotRead() {
        byte[] frame = frame(new Part.Data(1, 1, 1, List.of(new byte[Frame.MAX_BYTES])));

        assertThat(FrameReader.read(frame)).isNull();
    }

    @Test
    void aCountOfPayloadsNobodySentIsNotMadeRoomFor() {
        ByteWriter out = new ByteWriter(64);
        out.i32(Integer.MAX_VALUE);
        out.payload(new byte[4]);

        ByteReader in = new ByteReader(out.toArray());

        assertThat(catchThrowable(in::payloads)).isInstanceOf(MalformedFrameException.class);
    }

    /** Valid frames with some bytes changed, cut or doubled, and bytes that never were a frame. */
    @Test
    void noBytesMakeTheReaderThrow() {
        long seed = Long.getLong("sluice.fuzz.seed", System.nanoTime());
        Random random = new Random(seed);
        List<byte[]> valid = new ArrayList<>();
        parts().forEach(part -> valid.add(frame(part, part)));
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Long.getLong("sluice.fuzz.seconds", 1));
        int accepted = 0;
        while (System.nanoTime() < end) {
            byte[] bytes = mutate(valid.get(random.nextInt(valid.size())).clone(), random);
            try {
                accepted += FrameReader.read(bytes) == null ? 0 : 1;
            } catch (RuntimeException thrown) {
                fail("-Dsluice.fuzz.seed=" + seed + " " + Arrays.toString(bytes), thrown);
            }
        }
        assertThat(accepted).isPositive();
    }

    private static byte[] mutate(byte[] bytes, Random random) {
        switch (random.nextInt(4)) {
            case 0 -> random.nextBytes(bytes);
            case 1 -> bytes = Arrays.copyOf(bytes, random.nextInt(2 * bytes.length));
            default -> {
                for (int changes = random.nextInt(4); changes >= 0; changes--) {
                    int[] odd = {0, 1, 127, 128, 255, random.nextInt(256)};
                    bytes[random.nextInt(bytes.length)] = (byte) odd[random.nextInt(odd.length)];
                }
            }
        }
        return bytes;
    }
}
