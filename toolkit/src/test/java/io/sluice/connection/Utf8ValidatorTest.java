package io.sluice.connection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The decoder of the JDK, which is strict when told to, is the judge. */
final class Utf8ValidatorTest {

    /** Bytes at the edges of every range RFC 3629 has. */
    private static final int[] EDGES = {
        0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEE,
        0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xF8, 0xFC, 0xFE, 0xFF
    };

    private static final byte[][] COMPLETIONS = {
        {},
        {(byte) 0x80},
        {(byte) 0x90},
        {(byte) 0xA0},
        {(byte) 0x80, (byte) 0x80},
        {(byte) 0x90, (byte) 0x80},
        {(byte) 0xA0, (byte) 0x80},
        {(byte) 0x80, (byte) 0x80, (byte) 0x80},
        {(byte) 0x90, (byte) 0x80, (byte) 0x80}
    };

    @Test
    void agreesWithTheJdkOnEverySequenceOfBytesAtTheEdges() {
        for (int a : EDGES) {
            for (int b : EDGES) {
                for (int c : EDGES) {
                    for (int d : EDGES) {
                        byte[] text = {(byte) a, (byte) b, (byte) c, (byte) d};
                        assertThat(isAccepted(text, text.length))
                                .as("%02X %02X %02X %02X", a, b, c, d)
                                .isEqualTo(isUtf8(text));
                    }
                }
            }
        }
    }

    @Test
    void refusesAtTheFirstByteThatNothingCanMendAndNotBefore() {
        for (int a : EDGES) {
            for (int b : EDGES) {
                for (int c : EDGES) {
                    byte[] text = {(byte) a, (byte) b, (byte) c};
                    for (int length = 1; length <= text.length; length++) {
                        byte[] start = Arrays.copyOf(text, length);
                        assertThat(new Utf8Validator().accept(start, 0, length))
                                .as("%02X %02X %02X, first %d", a, b, c, length)
                                .isEqualTo(canBecomeUtf8(start));
                    }
                }
            }
        }
    }

    @Test
    void doesNotCareHowTextIsCut() {
        Random random = new Random(7);
        for (int round = 0; round < 2_000; round++) {
            byte[] text = randomText(random);
            if (random.nextBoolean()) {
                text[random.nextInt(text.length)] = (byte) random.nextInt(256);
            }
            assertThat(isAccepted(text, 1 + random.nextInt(20)))
                    .as("%s", Arrays.toString(text))
                    .isEqualTo(isUtf8(text));
        }
    }

    @Test
    void beginsAnewAfterEachText() {
        Utf8Validator validator = new Utf8Validator();
        byte[] cut = {(byte) 0xF0};
        assertThat(validator.accept(cut, 0, 1)).isTrue();
        assertThat(validator.end()).isFalse();
        assertThat(validator.accept("é".getBytes(UTF_8), 0, 2)).isTrue();
        assertThat(validator.end()).isTrue();
    }

    private static byte[] randomText(Random random) {
        StringBuilder text = new StringBuilder();
        int characters = 1 + random.nextInt(40);
        for (int i = 0; i < characters; i++) {
            int[] kinds = {0x20 + random.nextInt(0x5F), 0x80 + random.nextInt(0x700), 0x1000, 0x10FFFF, 0x1F600};
            text.appendCodePoint(kinds[random.nextInt(kinds.length)]);
        }
        return text.toString().getBytes(UTF_8);
    }

    private static boolean isAccepted(byte[] text, int pieces) {
        Utf8Validator validator = new Utf8Validator();
        for (int from = 0; from < text.length; from += pieces) {
            if (!validator.accept(text, from, Math.min(text.length, from + pieces))) {
                return false;
            }
        }
        return validator.end();
    }

    private static boolean canBecomeUtf8(byte[] start) {
        return Arrays.stream(COMPLETIONS).anyMatch(rest -> {
            byte[] whole = Arrays.copyOf(start, start.length + rest.length);
            System.arraycopy(rest, 0, whole, start.length, rest.length);
            return isUtf8(whole);
        });
    }

    private static boolean isUtf8(byte[] text) {
        try {
            UTF_8.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(text));
            return true;
        } catch (CharacterCodingException malformed) {
            return false;
        }
    }
}
