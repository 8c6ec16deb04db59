package io.sluice.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import io.sluice.message.CloseException;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LengthFramingTest {

    private static TestSubscriber<Buffer> decoded(LengthFraming framing, List<Buffer> chunks) {
        return Flowable.fromIterable(chunks).compose(framing.decode()).test();
    }

    private static Buffer framed(LengthFraming framing, List<Buffer> payloads) {
        return Flowable.fromIterable(payloads)
                .to(framing.encode())
                .to(Chunks.join(Integer.MAX_VALUE))
                .blockingGet();
    }

    private static void assertEndsWith(int code, TestSubscriber<Buffer> reader) {
        reader.assertError(error ->
                error instanceof CloseException ending && ending.status().code() == code);
    }

    private static ByteOrder order(boolean bigEndian) {
        return bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }

    @ParameterizedTest
    @CsvSource({
        "1, true,  03",
        "2, true,  0003",
        "2, false, 0300",
        "3, true,  000003",
        "3, false, 030000",
        "4, true,  00000003",
        "4, false, 03000000",
        "8, true,  0000000000000003",
        "8, false, 0300000000000000"
    })
    void theLengthHasItsWidthAndOrder(int width, boolean bigEndian, String prefix) {
        LengthFraming framing = LengthFraming.of(width, order(bigEndian), 100);
        Buffer bytes = framed(framing, List.of(Buffer.buffer("abc")));
        assertThat(bytes).isEqualTo(Cut.hex(prefix + "616263"));
        decoded(framing, List.of(bytes)).assertResult(Buffer.buffer("abc"));
    }

    @Test
    void framesAreTheSameWhereverTheStreamIsCut() {
        LengthFraming framing = LengthFraming.of(3, ByteOrder.LITTLE_ENDIAN, 300);
        List<Buffer> payloads =
                List.of(Buffer.buffer("ab"), Buffer.buffer(), Buffer.buffer("x".repeat(300)), Buffer.buffer("z"));
        Buffer bytes = framed(framing, payloads);
        for (int at = 0; at <= bytes.length(); at++) {
            decoded(framing, Cut.inTwo(bytes, at)).assertValueSequence(payloads).assertComplete();
        }
        decoded(framing, Cut.bytewise(bytes)).assertValueSequence(payloads).assertComplete();
    }

    @ParameterizedTest
    @ValueSource(strings = {"7FFFFFFF", "80000000", "FFFFFFFF", "00000065"})
    void aLengthOverTheMaximumEndsWith1009BehindTheFramesBeforeIt(String length) {
        TestSubscriber<Buffer> reader = decoded(LengthFraming.of(100), List.of(Cut.hex("00000001 61" + length)));
        reader.assertValues(Buffer.buffer("a")).assertNotComplete();
        assertEndsWith(1009, reader);
    }

    @ParameterizedTest
    @ValueSource(strings = {"8000000000000000", "FFFFFFFFFFFFFFFF", "0000000100000001", "7FFFFFFFFFFFFFFF"})
    void aLengthOfEightBytesIsUnsigned(String length) {
        assertEndsWith(
                1009, decoded(LengthFraming.of(8, ByteOrder.BIG_ENDIAN, Integer.MAX_VALUE), List.of(Cut.hex(length))));
    }

    @Test
    void aLengthOf2GbCostsNoAllocation() {
        List<Buffer> refused = List.of(Cut.hex("7FFFFFFF"));
        List<Buffer> allowed = List.of(Cut.hex("7FFFFFFF 61"));
        assertThat(Allocated.by(() -> assertEndsWith(1009, decoded(LengthFraming.of(1 << 20), refused))))
                .isLessThan(64 << 10);
        assertThat(Allocated.by(() -> assertEndsWith(1007, decoded(LengthFraming.of(Integer.MAX_VALUE), allowed))))
                .isLessThan(64 << 10);
    }

    @Test
    void aFrameThatDripsCostsAFewTimesItsSize() {
        int size = 1 << 20;
        Buffer bytes = framed(LengthFraming.of(size), List.of(Buffer.buffer(new byte[size])));
        List<Buffer> chunks = Cut.pieces(bytes, 1 << 10);
        long allocated =
                Allocated.by(() -> decoded(LengthFraming.of(size), chunks).assertValueCount(1));
        assertThat(allocated).isLessThan(4L * size);
    }

    @Test
    void aPayloadHoldsOnToItsOwnBytesOnly() {
        Buffer chunk = Cut.hex("01 61 01 62");
        TestSubscriber<Buffer> reader = decoded(LengthFraming.of(1, ByteOrder.BIG_ENDIAN, 9), List.of(chunk));
        chunk.setByte(1, (byte) 'x').setByte(3, (byte) 'y');
        reader.assertResult(Buffer.buffer("a"), Buffer.buffer("b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "0002", "000261"})
    void anEndWithinAFrameIsMalformed(String hex) {
        LengthFraming framing = LengthFraming.of(2, ByteOrder.BIG_ENDIAN, 9);
        assertEndsWith(1007, decoded(framing, List.of(Cut.hex("0000" + hex))));
    }

    @Test
    void whatALengthCannotSayIsNotSent() {
        LengthFraming byOne = LengthFraming.of(1, ByteOrder.BIG_ENDIAN, 1_000);
        Flowable.just(Buffer.buffer(new byte[255]))
                .compose(byOne.encode())
                .test()
                .assertValueCount(1);
        Flowable.just(Buffer.buffer(new byte[256]))
                .compose(byOne.encode())
                .test()
                .assertFailure(IllegalArgumentException.class);
        Flowable.just(Buffer.buffer("abc"))
                .compose(LengthFraming.of(2).encode())
                .test()
                .assertFailure(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 6, 7, 9, -1})
    void otherWidthsAreRefused(int width) {
        assertThatIllegalArgumentException().isThrownBy(() -> LengthFraming.of(width, ByteOrder.BIG_ENDIAN, 1));
    }

    @Test
    void aFrameOf16MibPasses() {
        byte[] payload = new byte[16 << 20];
        new Random(3).nextBytes(payload);
        LengthFraming framing = LengthFraming.of(payload.length);
        Buffer bytes = framed(framing, List.of(Buffer.buffer(payload)));
        TestSubscriber<Buffer> reader = decoded(framing, Cut.pieces(bytes, 60_000));
        reader.assertValueCount(1).assertComplete();
        assertThat(reader.values().get(0).equals(Buffer.buffer(payload))).isTrue();
    }

    @Test
    void anyDemandIsHonoured() {
        Random random = new Random(5);
        for (int seed = 0; seed < 3_000; seed++) {
            int[] widths = {1, 2, 3, 4, 8};
            LengthFraming framing = LengthFraming.of(widths[random.nextInt(5)], order(random.nextBoolean()), 40);
            List<Buffer> payloads = new ArrayList<>();
            for (int i = random.nextInt(12); i > 0; i--) {
                payloads.add(Buffer.buffer("x".repeat(random.nextInt(41))));
            }
            Buffer bytes = framed(framing, payloads);
            List<Buffer> chunks = Cut.randomly(bytes, 1 + random.nextInt(100), random);
            RandomRun.completes(seed, framing.decode(), chunks, payloads);

            chunks.add(Cut.hex("FFFFFFFFFFFFFFFF"));
            RandomRun.fails(seed, framing.decode(), chunks, payloads, 1009);
        }
    }
}
