package io.sluice.convert;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.processors.PublishProcessor;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import io.sluice.message.BinaryMessage;
import io.sluice.message.Message;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DeflateTest {

    private static final int PIECE = 8 << 10;
    /** Of 64 MiB. */
    private static final Buffer BOMB = zlib(new byte[64 << 20]);

    private static Buffer zlib(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflating = new DeflaterOutputStream(out)) {
            deflating.write(bytes);
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
        return Buffer.buffer(out.toByteArray());
    }

    private static byte[] random(int size, int seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        for (int i = 0; i < size; i++) {
            bytes[i] &= 0x1F;
        }
        return bytes;
    }

    private static void assertEndsWith(int code, TestSubscriber<?> reader) {
        reader.assertError(error ->
                error instanceof ConversionException ending && ending.status().code() == code);
    }

    private static Buffer inflated(Deflate deflate, List<Buffer> chunks) {
        return Flowable.fromIterable(chunks)
                .compose(deflate.decode(Long.MAX_VALUE))
                .to(Chunks.join(Integer.MAX_VALUE))
                .blockingGet();
    }

    @Test
    void aStreamComesOutAsItWentInHoweverItIsCut() {
        Buffer all = Buffer.buffer(random(100_000, 1));
        Random random = new Random(2);
        for (Deflate deflate : List.of(
                Deflate.zlib(), Deflate.raw().withLevel(9), Deflate.zlib().withLevel(1))) {
            Buffer deflated = Flowable.fromIterable(Cut.randomly(all, 20_000, random))
                    .compose(deflate.encode())
                    .to(Chunks.join(Integer.MAX_VALUE))
                    .blockingGet();
            assertThat(deflated.length()).isLessThan(all.length());
            for (int longest : new int[] {1, 100, 50_000}) {
                assertThat(inflated(deflate, Cut.randomly(deflated, longest, random)))
                        .isEqualTo(all);
            }
        }
    }

    @Test
    void eachChunkCanBeInflatedBeforeTheNextIsThere() {
        PublishProcessor<Buffer> chunks = PublishProcessor.create();
        TestSubscriber<Buffer> reader = chunks.compose(Deflate.zlib().encode())
                .compose(Deflate.zlib().decode(100))
                .test();
        chunks.onNext(Buffer.buffer("first"));
        reader.assertValues(Buffer.buffer("first"));
        chunks.onNext(Buffer.buffer("second"));
        chunks.onComplete();
        reader.assertResult(Buffer.buffer("first"), Buffer.buffer("second"));
    }

    @Test
    void whatTheJdkDeflatesIsInflated() {
        byte[] bytes = random(30_000, 3);
        assertThat(inflated(Deflate.zlib(), List.of(zlib(bytes)))).isEqualTo(Buffer.buffer(bytes));
    }

    @Test
    void aBombEndsWith1009AndCostsNoMoreThanTheMaximum() {
        Buffer bomb = BOMB.copy();
        Message message = Message.binary(bomb);
        int max = 100_000;
        TestSubscriber<Buffer> reader =
                Flowable.just(bomb).compose(Deflate.zlib().decode(max)).test();
        assertEndsWith(1009, reader);
        assertThat(reader.values()).hasSize(max / PIECE);

        long stream = Allocated.by(() -> assertEndsWith(
                1009, Flowable.just(bomb).compose(Deflate.zlib().decode(max)).test()));
        assertThat(stream - bomb.length()).isLessThan(4L * max);
        long single = Allocated.by(() -> assertEndsWith(
                1009,
                Flowable.just(message)
                        .compose(Deflate.zlib().decodeMessages(max))
                        .test()));
        assertThat(single - 2L * bomb.length()).isLessThan(6L * max);
    }

    @Test
    void whatIsNotAskedForIsNotInflated() {
        Buffer bomb = BOMB.copy();
        long allocated = Allocated.by(() -> {
            TestSubscriber<Buffer> reader = Flowable.just(bomb)
                    .compose(Deflate.zlib().decode(Long.MAX_VALUE))
                    .test(3);
            reader.assertValueCount(3).assertNotComplete();
            reader.cancel();
        });
        assertThat(allocated - bomb.length()).isLessThan(100_000);
    }

    @Test
    void exactlyTheMaximumPasses() {
        byte[] bytes = random(3 * PIECE, 4);
        Flowable<Buffer> source = Flowable.just(zlib(bytes));
        assertThat(source.compose(Deflate.zlib().decode(bytes.length))
                        .to(Chunks.join(bytes.length))
                        .blockingGet())
                .isEqualTo(Buffer.buffer(bytes));
        assertEndsWith(
                1009, source.compose(Deflate.zlib().decode(bytes.length - 1)).test());
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "789C", "789CFFFF", "789C030000000001FF", "78BB00000001"})
    void whatIsNotDeflatedIsMalformed(String hex) {
        List<Buffer> chunks = List.of(Cut.hex(hex));
        assertEndsWith(
                1007,
                Flowable.fromIterable(chunks)
                        .compose(Deflate.zlib().decode(100))
                        .test());
        assertEndsWith(
                1007,
                Flowable.fromIterable(Cut.bytewise(chunks.get(0)))
                        .compose(Deflate.zlib().decode(100))
                        .test());
        assertEndsWith(
                1007,
                Flowable.just((Message) Message.binary(chunks.get(0)))
                        .compose(Deflate.zlib().decodeMessages(100))
                        .test());
    }

    @Test
    void messagesComeOutAsTheyWentIn() {
        Message large = Message.binary(Buffer.buffer(random(16 << 20, 5)));
        Flowable.just(large, Message.text(""), Message.text("text"))
                .compose(Deflate.raw().withLevel(1).encodeMessages())
                .compose(Deflate.raw().decodeMessages(16 << 20))
                .test()
                .assertValueAt(0, message -> message.equals(large))
                .assertValueAt(1, BinaryMessage.ofShared(new byte[0]))
                .assertValueAt(2, Message.binary(Buffer.buffer("text")))
                .assertComplete();
        assertEndsWith(
                1003,
                Flowable.just((Message) Message.text("a"))
                        .compose(Deflate.raw().decodeMessages(9))
                        .test());
    }

    @Test
    void anyDemandIsHonoured() {
        Random random = new Random(6);
        for (int seed = 0; seed < 300; seed++) { // of several pieces, some of them
            Buffer all = Buffer.buffer(random(random.nextInt(seed % 10 == 0 ? 40_000 : 2_000), seed));
            List<Buffer> pieces = Cut.pieces(all, PIECE);
            Buffer deflated = zlib(all.getBytes());
            RandomRun.completes(seed, Deflate.zlib().decode(all.length()), List.of(deflated), pieces);
            RandomRun.fails(
                    seed, Deflate.zlib().decode(all.length()), List.of(deflated, Buffer.buffer("x")), pieces, 1007);

            Deflater whole = new Deflater();
            byte[] room = new byte[100_000];
            whole.setInput(all.getBytes());
            int flushed = all.length() == 0 ? 0 : whole.deflate(room, 0, room.length, Deflater.SYNC_FLUSH);
            List<Buffer> expected = Cut.pieces(Buffer.buffer().appendBytes(room, 0, flushed), PIECE);
            whole.finish();
            int ended = whole.deflate(room);
            whole.end();
            expected.add(Buffer.buffer().appendBytes(room, 0, ended));
            if (all.length() > 0) {
                RandomRun.completes(seed, Deflate.zlib().encode(), List.of(all), expected);
            }
        }
    }
}
