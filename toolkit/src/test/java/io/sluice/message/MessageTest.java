package io.sluice.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MessageTest {

    @Test
    void aTextMessageIsItsCharactersHoweverItWasMade() throws CharacterCodingException {
        String text = "grüße, 世界 🎏\u0000\uFFFD";
        byte[] utf8 = text.getBytes(UTF_8);
        TextMessage fromText = Message.text(text);
        TextMessage fromBytes = TextMessage.ofUtf8(utf8);
        TextMessage fromValid = TextMessage.ofValidUtf8(utf8);

        assertThat(fromText).isEqualTo(fromBytes).isEqualTo(fromValid).hasSameHashCodeAs(fromBytes);
        assertThat(fromText.bytes()).isEqualTo(utf8);
        assertThat(fromBytes.text()).isEqualTo(text);
        assertThat(fromValid.text()).isEqualTo(text);
        assertThat(fromText.size()).isEqualTo(utf8.length);
        assertThat(fromText).isNotEqualTo(Message.binary(Buffer.buffer(utf8)));
    }

    @Test
    void anUnpairedSurrogateBecomesAQuestionMark() {
        assertThat(Message.text("a\uD800b").bytes()).asString(UTF_8).isEqualTo("a?b");
    }

    @Test
    void theBytesOfATextAreMadeOnce() {
        TextMessage message = Message.text("once");
        assertThat(message.bytes()).isSameAs(message.bytes());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "80",
                "C0 AF",
                "C1 BF",
                "C2",
                "C2 20",
                "E0 80 80",
                "E0 9F BF",
                "E2 82",
                "E2 82 20",
                "ED A0 80",
                "ED BF BF",
                "F0 80 80 80",
                "F0 8F BF BF",
                "F0 9F 98",
                "F4 90 80 80",
                "F5 80 80 80",
                "FE",
                "FF",
                "EF BF BD FF",
                "61 62 FF"
            })
    void whatIsNotUtf8IsNoText(String hex) {
        byte[] bytes = HexFormat.ofDelimiter(" ").parseHex(hex);
        assertThatExceptionOfType(CharacterCodingException.class).isThrownBy(() -> TextMessage.ofUtf8(bytes));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "7F",
                "C2 80",
                "DF BF",
                "E0 A0 80",
                "ED 9F BF",
                "EE 80 80",
                "EF BF BD",
                "EF BF BF",
                "F0 90 80 80",
                "F4 8F BF BF"
            })
    void theEdgesOfUtf8AreText(String hex) throws CharacterCodingException {
        byte[] bytes = hex.isEmpty() ? new byte[0] : HexFormat.ofDelimiter(" ").parseHex(hex);
        assertThat(TextMessage.ofUtf8(bytes).text().getBytes(UTF_8)).isEqualTo(bytes);
    }

    @Test
    void whetherBytesAreUtf8IsWhatTheDecoderOfTheJdkSays() {
        Random random = new Random(1_234);
        int valid = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = mostlyUtf8(random);
            boolean expected = isUtf8(bytes);
            valid += expected ? 1 : 0;
            boolean accepted = true;
            try {
                TextMessage.ofUtf8(bytes);
            } catch (CharacterCodingException refused) {
                accepted = false;
            }
            assertThat(accepted).as(HexFormat.of().formatHex(bytes)).isEqualTo(expected);
        }
        assertThat(valid).isBetween(2_000, 18_000);
    }

    @Test
    void aBinaryMessageCopiesTheBufferItIsMadeOfAndTheOneItGives() {
        Buffer source = Buffer.buffer(new byte[] {1, 2, 3});
        BinaryMessage message = Message.binary(source);
        source.setByte(0, (byte) 9);
        assertThat(message.bytes()).containsExactly(1, 2, 3);
        message.data().setByte(0, (byte) 9);
        assertThat(message.data()).isEqualTo(Buffer.buffer(new byte[] {1, 2, 3}));
        assertThat(message).isEqualTo(BinaryMessage.ofShared(new byte[] {1, 2, 3}));
    }

    @Test
    void toStringShowsTheStartOfALongTextOnly() {
        assertThat(Message.text("short")).hasToString("text message \"short\"");
        assertThat(Message.text("x".repeat(10_000)).toString()).hasSizeLessThan(120);
        assertThat(BinaryMessage.ofShared(new byte[12])).hasToString("binary message of 12 bytes");
    }

    private static byte[] mostlyUtf8(Random random) {
        StringBuilder text = new StringBuilder();
        for (int left = random.nextInt(12); left > 0; left--) {
            text.appendCodePoint(random.nextInt(4) == 0 ? 0x10000 + random.nextInt(0x10000) : random.nextInt(0xD000));
        }
        byte[] bytes = text.toString().getBytes(UTF_8);
        if (bytes.length > 0 && random.nextBoolean()) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            UTF_8.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException malformed) {
            return false;
        }
    }
}
