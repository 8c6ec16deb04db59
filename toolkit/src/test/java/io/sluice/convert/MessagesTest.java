package io.sluice.convert;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import io.sluice.message.BinaryMessage;
import io.sluice.message.Message;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;

final class MessagesTest {

    private static final Message TEXT = Message.text("\u20ac");
    private static final Message BINARY = Message.binary(Cut.hex("E282AC"));

    private static void assertEndsWith(int code, TestSubscriber<?> reader) {
        reader.assertError(error -> ((ConversionException) error).status().code() == code);
    }

    @Test
    void stringsAndBuffersAreMessagesOfTheirType() {
        Flowable.just("\u20ac").compose(Messages.fromText()).test().assertResult(TEXT);
        Flowable.just(Cut.hex("E282AC")).compose(Messages.fromBinary()).test().assertResult(BINARY);
        Flowable.just(TEXT).compose(Messages.toText()).test().assertResult("\u20ac");
        Flowable.just(BINARY).compose(Messages.toBinary()).test().assertResult(Cut.hex("E282AC"));
    }

    @Test
    void theOtherTypeIsNotSupported() {
        assertEndsWith(1003, Flowable.just(BINARY).compose(Messages.toText()).test());
        assertEndsWith(1003, Flowable.just(TEXT).compose(Messages.toBinary()).test());
    }

    @Test
    void aMessageOfTheOtherTypeSharesItsBytes() {
        Message binary =
                Flowable.just(TEXT, BINARY).compose(Messages.textAsBinary()).blockingFirst();
        assertThat(binary).isEqualTo(BINARY);
        assertThat(binary.bytes()).isSameAs(TEXT.bytes());
        Message text =
                Flowable.just(BINARY, TEXT).compose(Messages.binaryAsText()).blockingFirst();
        assertThat(text).isEqualTo(TEXT);
        assertThat(text.bytes()).isSameAs(BINARY.bytes());
    }

    @Test
    void binaryThatIsNotUtf8IsReportedOrReplaced() {
        for (String malformed : MalformedUtf8.sequences()) {
            Message message = BinaryMessage.ofShared(Cut.hex(malformed).getBytes());
            assertEndsWith(
                    1007,
                    Flowable.just(message).compose(Messages.binaryAsText()).test());
            String replaced = Flowable.just(Cut.hex(malformed))
                    .compose(Utf8.decode(Malformed.REPLACE))
                    .collect(StringBuilder::new, StringBuilder::append)
                    .blockingGet()
                    .toString();
            Flowable.just(message)
                    .compose(Messages.binaryAsText(Malformed.REPLACE))
                    .test()
                    .assertResult(Message.text(replaced));
        }
    }

    @Test
    void aMessageOf16MibPasses() {
        Message large = Message.text("\u20ac".repeat((16 << 20) / 3));
        Flowable.just(large)
                .compose(Messages.textAsBinary())
                .compose(Messages.binaryAsText())
                .test()
                .assertValueCount(1)
                .assertValueAt(0, message -> message.equals(large))
                .assertComplete();
    }

    @Test
    void chunksAreJoinedUpToTheMaximum() {
        Flowable<Buffer> chunks = Flowable.just(Buffer.buffer("ab"), Buffer.buffer(), Buffer.buffer("c"));
        chunks.to(Chunks.join(3)).test().assertResult(Buffer.buffer("abc"));
        chunks.to(Chunks.join(2))
                .test()
                .assertError(error -> ((ConversionException) error).status().code() == 1009);
    }
}
