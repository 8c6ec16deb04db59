package io.sluice.convert;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import io.sluice.message.CloseException;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The strict decoder of the JDK, given the bytes as a whole, is the judge of what is well-formed. */
final class Utf8DecodeTest {

    private static final String ALL_LENGTHS =
            "a\u00b5\u20ac\ud83d\ude00\ufffd\u0000\u07ff\u0800\ud7ff\ue000\uffff" + "\ud800\udc00\udbff\udfff\ufeffz";

    /** Bytes at the edges of every range RFC 3629 has. */
    private static final int[] EDGES = {
        0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEE,
        0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xF8, 0xFC, 0xFE, 0xFF
    };

    /** Whether a start of a sequence can become a character, by its digits: asked for thousands of times. */
    private static final Map<String, Boolean> CAN_GO_ON = new HashMap<>();

    static List<String> malformed() {
        return MalformedUtf8.sequences();
    }

    private static String replaced(List<Buffer> chunks) {
        return joined(Flowable.fromIterable(chunks).compose(Utf8.decode(Malformed.REPLACE)));
    }

    private static String joined(Flowable<String> pieces) {
        return pieces.collect(StringBuilder::new, StringBuilder::append)
                .blockingGet()
                .toString();
    }

    /** What is text up to the first byte that cannot be. */
    private static String wellFormedStart(Buffer bytes) {
        CharBuffer characters = CharBuffer.allocate(bytes.length());
        UTF_8.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .decode(ByteBuffer.wrap(bytes.getBytes()), characters, true);
        return characters.flip().toString();
    }

    /** Unicode 15, section 3.9: the longest start of a well-formed sequence, or else one byte, becomes one U+FFFD. */
    private static String replacedAsTheUnicodeStandardSays(Buffer bytes) {
        StringBuilder text = new StringBuilder();
        int at = 0;
        while (at < bytes.length()) {
            String character = wellFormedStart(bytes.getBuffer(at, bytes.length()));
            if (!character.isEmpty()) {
                text.append(character);
                at += character.getBytes(UTF_8).length;
            } else {
                text.append('\ufffd');
                at += maximalSubpart(bytes, at);
            }
        }
        return text.toString();
    }

    private static int maximalSubpart(Buffer bytes, int from) {
        int longest = 1;
        for (int length = 2; length <= Math.min(3, bytes.length() - from); length++) {
            String start = HexFormat.of().formatHex(bytes.getBytes(from, from + length));
            if (CAN_GO_ON.computeIfAbsent(
                    start,
                    digits -> Stream.of("80", "90", "A0", "8080", "9080", "A080")
                            .anyMatch(rest ->
                                    !wellFormedStart(Cut.hex(digits + rest)).isEmpty()))) {
                longest = length;
            }
        }
        return longest;
    }

    private static void assertReported(Buffer bytes, List<Buffer> chunks) {
        TestSubscriber<String> reader =
                Flowable.fromIterable(chunks).compose(Utf8.decode()).test();
        reader.assertError(error -> ((CloseException) error).status().code() == 1007);
        assertThat(String.join("", reader.values())).isEqualTo(wellFormedStart(bytes));
    }

    @Test
    void theTextIsTheSameWhereverItIsCutInThree() {
        Buffer bytes = Buffer.buffer(ALL_LENGTHS);
        for (int first = 0; first <= bytes.length(); first++) {
            for (int second = first; second <= bytes.length(); second++) {
                List<Buffer> chunks = List.of(
                        bytes.getBuffer(0, first),
                        bytes.getBuffer(first, second),
                        bytes.getBuffer(second, bytes.length()));
                assertThat(joined(Flowable.fromIterable(chunks).compose(Utf8.decode())))
                        .as("cut at %d and %d", first, second)
                        .isEqualTo(ALL_LENGTHS);
                assertThat(replaced(chunks)).isEqualTo(ALL_LENGTHS);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 7})
    void theTextIsTheSameInChunksOfAnySize(int size) {
        List<Buffer> chunks = Cut.pieces(Buffer.buffer(ALL_LENGTHS), size);
        assertThat(joined(Flowable.fromIterable(chunks).compose(Utf8.decode()))).isEqualTo(ALL_LENGTHS);
    }

    @Test
    void aPieceHasTheCharactersThatAreCompleteWithItsChunk() {
        Flowable.just(Cut.hex("E2"), Cut.hex("82 AC 61"), Cut.hex("F0 9F"), Cut.hex("98"), Cut.hex("80"), Cut.hex(""))
                .compose(Utf8.decode())
                .test()
                .assertResult("\u20aca", "\ud83d\ude00");
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void whatIsMalformedIsReportedBehindTheTextBeforeItHoweverItIsCut(String hex) {
        Buffer bytes = Cut.hex("41 C3A9" + hex);
        assertReported(bytes, List.of(bytes));
        assertReported(bytes, Cut.bytewise(bytes));
        for (int at = 0; at <= bytes.length(); at++) {
            assertReported(bytes, Cut.inTwo(bytes, at));
        }
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void whatIsMalformedIsReplacedAsInTheWholeHoweverItIsCut(String hex) {
        Buffer bytes = Cut.hex("41 C3A9" + hex + "7A");
        String whole = replacedAsTheUnicodeStandardSays(bytes);
        assertThat(whole).contains("\ufffd");
        assertThat(replaced(Cut.bytewise(bytes))).isEqualTo(whole);
        for (int at = 0; at <= bytes.length(); at++) {
            assertThat(replaced(Cut.inTwo(bytes, at))).as("cut at %d", at).isEqualTo(whole);
        }
    }

    @Test
    void everySequenceOfBytesAtTheEdgesIsReplacedAsInTheWholeByteForByte() {
        for (int a : EDGES) {
            for (int b : EDGES) {
                for (int c : EDGES) {
                    byte[] bytes = {(byte) a, (byte) b, (byte) c, 'z'};
                    assertThat(replaced(Cut.bytewise(Buffer.buffer(bytes))))
                            .as("%02X %02X %02X", a, b, c)
                            .isEqualTo(replacedAsTheUnicodeStandardSays(Buffer.buffer(bytes)));
                }
            }
        }
    }

    @Test
    void anEndWithinACharacterIsMalformed() {
        for (String begun : List.of("C3", "E2", "E282", "F0", "F09F", "F09F98")) {
            assertReported(Cut.hex("61" + begun), List.of(Cut.hex("61" + begun)));
            assertThat(replaced(List.of(Cut.hex("61"), Cut.hex(begun)))).isEqualTo("a\ufffd");
        }
    }

    @Test
    void theErrorWaitsForTheTextBeforeItToBeAskedFor() {
        TestSubscriber<String> reader =
                Flowable.just(Cut.hex("61 FF")).compose(Utf8.decode()).test(0);
        reader.assertNotComplete().assertNoErrors();
        reader.request(1);
        reader.assertValue("a").assertError(ConversionException.class);
    }

    @Test
    void whatNoByteCanMendIsReportedBeforeTheNextIsThere() {
        for (String hex : List.of("ED A0", "E0 9F", "F0 8F", "F4 90", "C0", "F5", "E2 41")) {
            Flowable.just(Cut.hex(hex))
                    .concatWith(Flowable.never())
                    .compose(Utf8.decode())
                    .test()
                    .assertFailure(ConversionException.class);
        }
    }

    @Test
    void textOfAnySizePasses() {
        String text = "0123456789 \u20ac \ud83d\ude00 abcdefghij".repeat((16 << 20) / 30 + 1);
        Buffer bytes = Buffer.buffer(text);
        assertThat(bytes.length()).isGreaterThan(16 << 20);
        Flowable<String> pieces =
                Flowable.fromIterable(Cut.pieces(bytes, 65_521)).compose(Utf8.decode());
        assertThat(joined(pieces).equals(text)).isTrue();
    }

    @Test
    void anyDemandIsHonoured() {
        Random random = new Random(11);
        for (int seed = 0; seed < 3_000; seed++) {
            Buffer bytes = Buffer.buffer(ALL_LENGTHS.repeat(1 + random.nextInt(3)));
            List<Buffer> chunks = Cut.randomly(bytes, 1 + random.nextInt(9), random);
            List<String> pieces = model(chunks);
            RandomRun.completes(seed, Utf8.decode(), chunks, pieces);

            List<Buffer> broken = new ArrayList<>(chunks);
            broken.add(Cut.hex("C3"));
            broken.add(Cut.hex("C3 41"));
            RandomRun.fails(seed, Utf8.decode(), broken, pieces, 1007);
        }
    }

    /** The characters that end within each chunk. */
    private static List<String> model(List<Buffer> chunks) {
        List<String> pieces = new ArrayList<>();
        Buffer all = Buffer.buffer();
        int known = 0;
        for (Buffer chunk : chunks) {
            all.appendBuffer(chunk);
            String text = wellFormedStart(all);
            if (text.length() > known) {
                pieces.add(text.substring(known));
            }
            known = text.length();
        }
        return pieces;
    }

    @Test
    void textThatNeverCompletesACharacterIsNotGathered() {
        List<Buffer> chunks = Cut.bytewise(Cut.hex("F0".repeat(10_000)));
        TestSubscriber<String> reader = Flowable.fromIterable(chunks)
                .compose(Utf8.decode(Malformed.REPLACE))
                .test();
        reader.assertComplete();
        assertThat(reader.values()).hasSize(10_000).allMatch("\ufffd"::equals);
    }
}
