package io.sluice.connection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.message.CloseCode;
import io.sluice.message.CloseException;
import io.sluice.wire.PeerDeflate;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.Deflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7692 section 7.2. */
final class MessageInflaterTest {

    private static final int MAX = 1 << 20;

    private final MessageInflater inflater = new MessageInflater(MAX, false);
    private final MessageInflater keeping = new MessageInflater(MAX, true);

    @AfterEach
    void giveBack() {
        inflater.release();
        keeping.release();
    }

    /** The examples of RFC 7692 section 7.2.3, and what no deflater may send but cannot be taken for anything else. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "one block | f248cdc9c90700 | Hello",
                "no compression | 000500faff48656c6c6f00 | Hello",
                "a final block | f348cdc9c9070000 | Hello",
                "two blocks | f248050000 00ffffcac9c90700 | Hello",
                "an empty message | 00 | ''",
                "an empty final block | 0300 | ''",
                "a final block and nothing behind it | f348cdc9c90700 | Hello",
                "two final blocks | f348cdc9c90700f348cdc9c90700 | HelloHello",
                "not even an empty block | '' | ''"
            })
    void aMessageIsWhatItsBlocksSayHoweverTheyArrive(String name, String hex, String text) {
        byte[] deflated = HexFormat.of().parseHex(hex.replace(" ", ""));
        for (int size : new int[] {1, 2, 3, 1000}) {
            assertThat(inflate(inflater, deflated, size)).asString(UTF_8).isEqualTo(text);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 4096, 1 << 20})
    void largeMessagesComeOutWholeInPiecesOfAnySize(int size) {
        byte[] bytes = compressible(100_000, 3);
        byte[] deflated = PeerDeflate.fresh(bytes);
        assertThat(inflate(inflater, deflated, size)).isEqualTo(bytes);
        assertThat(inflate(keeping, deflated, size)).isEqualTo(bytes);
    }

    @Test
    void aContextTakenOverIsKnownHoweverManyMessagesMadeIt() {
        try (PeerDeflate peer = new PeerDeflate()) {
            Random random = new Random(5);
            byte[] noise = new byte[40_000];
            random.nextBytes(noise);
            long travelled = 0;
            for (int i = 0; i < 300; i++) {
                int from = random.nextInt(20_000);
                byte[] bytes = Arrays.copyOfRange(noise, from, from + random.nextInt(5_000));
                byte[] deflated = peer.next(bytes);
                travelled += deflated.length;
                assertThat(inflate(keeping, deflated, 1000)).as("message %d", i).isEqualTo(bytes);
            }
            assertThat(travelled).as("the noise travelled about once").isLessThan(300 * 2_500 / 2);
        }
    }

    @Test
    void withoutTakeoverAReferenceToAnEarlierMessageIsRefused() {
        try (PeerDeflate peer = new PeerDeflate()) {
            byte[] bytes = compressible(1_000, 9);
            inflate(inflater, peer.next(bytes), 1000);
            refused(CloseCode.INVALID_PAYLOAD, inflater, peer.next(bytes));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void behindAFinalBlockWhatCameBeforeIsStillKnown(boolean keepsContext) {
        byte[] bytes = compressible(60_000, 4);
        ByteArrayOutputStream deflated = new ByteArrayOutputStream();
        Deflater deflater = new Deflater(9, true);
        byte[] out = new byte[100_000];
        deflater.setInput(bytes);
        deflater.finish();
        deflated.write(out, 0, deflater.deflate(out));
        deflater.reset();
        deflater.setDictionary(bytes, bytes.length - SlidingWindow.BYTES, SlidingWindow.BYTES);
        deflater.setInput(bytes, bytes.length - 20_000, 20_000);
        int second = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH) - 4;
        deflater.end();
        deflated.write(out, 0, second);
        assertThat(second).isLessThan(1_000);

        byte[] expected = Arrays.copyOf(bytes, 80_000);
        System.arraycopy(bytes, 40_000, expected, 60_000, 20_000);
        assertThat(inflate(keepsContext ? keeping : inflater, deflated.toByteArray(), 777))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "07", // a block of the reserved type
                "000500fafe", // a length that does not match its complement
                "f2", // ends within a block
                "f248cd", // ends within a block
                "000500faff4865", // ends within what is not compressed
                "0005", // ends within a length
                "030003000300030003000300030003000300030003000300030003000300030003000300", // final blocks for nothing
                "ffffffff"
            })
    void whatIsNotDeflatedDataIsRefusedWith1007(String hex) {
        refused(CloseCode.INVALID_PAYLOAD, inflater, HexFormat.of().parseHex(hex));
        refused(CloseCode.INVALID_PAYLOAD, keeping, HexFormat.of().parseHex(hex));
    }

    @Test
    void everyStartOfAMessageIsTooShort() {
        byte[] deflated = PeerDeflate.fresh(compressible(2_000, 6));
        int accepted = 0;
        for (int length = 1; length < deflated.length; length++) {
            byte[] start = Arrays.copyOf(deflated, length);
            try {
                inflate(inflater, start, 100);
                accepted++;
            } catch (CloseException refused) {
                assertThat(refused.status().code()).isEqualTo(CloseCode.INVALID_PAYLOAD);
                inflater.release();
            }
        }
        assertThat(accepted).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1_000, 32 << 10, 100_000})
    void theLimitIsExact(int limit) {
        MessageInflater limited = new MessageInflater(Math.max(limit, 1), false);
        int max = Math.max(limit, 1);
        assertThat(inflate(limited, PeerDeflate.fresh(new byte[max]), 100)).hasSize(max);
        int[] given = {0};
        limited.begin();
        CloseException refused = catchThrowableOfType(
                CloseException.class,
                () -> limited.inflate(
                        Unpooled.wrappedBuffer(PeerDeflate.fresh(new byte[max + 1])),
                        part -> given[0] += part.readableBytes()));
        assertThat(refused.status().code()).isEqualTo(CloseCode.TOO_LARGE);
        assertThat(given[0]).isLessThanOrEqualTo(max);
        limited.release();
    }

    @Test
    void anInflaterGivenBackAmidAMessageIsAsGoodAsNew() {
        byte[] bytes = compressible(10_000, 8);
        byte[] deflated = PeerDeflate.fresh(bytes);
        for (int i = 0; i < 20; i++) {
            inflater.begin();
            inflater.inflate(Unpooled.wrappedBuffer(deflated, 0, 50), part -> {});
            inflater.release();
            assertThat(inflate(inflater, deflated, 100)).isEqualTo(bytes);
        }
    }

    private static void refused(int code, MessageInflater by, byte[] deflated) {
        for (int size : new int[] {1, 1000}) {
            assertThatExceptionOfType(CloseException.class)
                    .isThrownBy(() -> inflate(by, deflated, size))
                    .satisfies(refused -> assertThat(refused.status().code()).isEqualTo(code));
            by.release();
        }
    }

    private static byte[] inflate(MessageInflater inflater, byte[] deflated, int size) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        inflater.begin();
        for (int from = 0; from < deflated.length; from += size) {
            ByteBuf part = Unpooled.directBuffer().writeBytes(deflated, from, Math.min(size, deflated.length - from));
            try {
                inflater.inflate(part, inflated -> add(inflated, out));
            } finally {
                part.release();
            }
        }
        inflater.end(inflated -> add(inflated, out));
        return out.toByteArray();
    }

    private static void add(ByteBuf part, ByteArrayOutputStream out) {
        byte[] bytes = new byte[part.readableBytes()];
        part.readBytes(bytes);
        out.writeBytes(bytes);
    }

    private static byte[] compressible(int length, int seed) {
        Random random = new Random(seed);
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) ('a' + random.nextInt(4));
        }
        return bytes;
    }
}
