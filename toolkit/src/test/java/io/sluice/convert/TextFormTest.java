package io.sluice.convert;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.Flowable;
import io.sluice.message.Message;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TextFormTest {

    private static TextForm form(String name) {
        return switch (name) {
            case "base64" -> TextForm.base64();
            case "base64url" -> TextForm.base64Url();
            default -> TextForm.hex();
        };
    }

    @ParameterizedTest
    @CsvSource({
        "base64,    '',       ''",
        "base64,    66,       Zg==",
        "base64,    666F6F62, Zm9vYg==",
        "base64,    FBFFFE,   '+//+'",
        "base64url, FBFFFE,   -__-",
        "base64url, 66,       Zg",
        "hex,       00FFA5,   00ffa5"
    })
    void bytesHaveTheFormOfRfc4648(String name, String bytes, String text) {
        Message binary = Message.binary(Cut.hex(bytes));
        Flowable.just(binary).compose(form(name).encode()).test().assertResult(Message.text(text));
        Flowable.just((Message) Message.text(text))
                .compose(form(name).decode())
                .test()
                .assertResult(binary);
    }

    @ParameterizedTest
    @CsvSource({"base64, Zg=", "base64, 'Zm9v YmFy'", "base64, '-__-'", "base64, €", "hex, 0", "hex, 0g", "hex, é0"})
    void otherTextIsMalformed(String name, String text) {
        Flowable.just((Message) Message.text(text))
                .compose(form(name).decode())
                .test()
                .assertError(error -> ((ConversionException) error).status().code() == 1007);
    }

    @Test
    void aBinaryMessageIsNoText() {
        Flowable.just((Message) Message.binary(Buffer.buffer("00")))
                .compose(TextForm.hex().decode())
                .test()
                .assertError(error -> ((ConversionException) error).status().code() == 1003);
    }

    @Test
    void anyBytesPass() {
        Random random = new Random(1);
        for (int seed = 0; seed < 300; seed++) {
            TextForm form = form(List.of("base64", "base64url", "hex").get(seed % 3));
            List<Message> messages = new ArrayList<>();
            for (int i = random.nextInt(6); i > 0; i--) {
                byte[] bytes = new byte[random.nextInt(50)];
                random.nextBytes(bytes);
                messages.add(Message.binary(Buffer.buffer(bytes)));
            }
            Flowable.fromIterable(messages)
                    .compose(form.encode())
                    .compose(form.decode())
                    .test(messages.size())
                    .assertValueSequence(messages)
                    .assertComplete();
        }
    }

    @Test
    void aMessageOf16MibPasses() {
        Message large = Message.binary(Buffer.buffer(new byte[16 << 20]));
        for (TextForm form : List.of(TextForm.base64(), TextForm.hex())) {
            Message back = Flowable.just(large)
                    .compose(form.encode())
                    .compose(form.decode())
                    .blockingSingle();
            assertThat(back.equals(large)).isTrue();
        }
    }
}
