package io.sluice.convert;

import io.reactivex.rxjava3.core.Flowable;
import io.sluice.message.Message;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteOrder;
import org.reactivestreams.Publisher;
import org.reactivestreams.tck.PublisherVerification;
import org.reactivestreams.tck.TestEnvironment;
import org.testng.annotations.Factory;
import org.testng.annotations.Test;

/**
 * The Reactive Streams rules for every conversion, each with a source that makes it give as many values as are wanted.
 *
 * <p>38 run for each. Skipped, all by the TCK itself as "not verified by this TCK": the untested rules 1.6, 1.7, 1.8, 1.9
 * (throwing), 1.10, 3.4 and 3.5. {@link Chunks#join} gives a single value and no demand to honour.
 */
@Test
public class ConversionTckTest extends PublisherVerification<Object> {

    /** A conversion at work on a source that makes it give a number of values. */
    interface Case {
        Flowable<?> of(long elements);
    }

    private final String name;
    private final Case conversion;

    ConversionTckTest(String name, Case conversion) {
        super(new TestEnvironment(200, 50));
        this.name = name;
        this.conversion = conversion;
    }

    @Factory
    public static Object[] conversions() {
        Buffer letter = Buffer.buffer("a");
        Message text = Message.text("61");
        LengthFraming lengths = LengthFraming.of(1, ByteOrder.BIG_ENDIAN, 9);
        DelimiterFraming lines = DelimiterFraming.lines(9);
        Fragments fragments = Fragments.of(2, 9);
        Codec<String> json = Json.codec(String.class);
        return new Object[] {
            test("Utf8.decode", n -> repeat(letter, n).compose(Utf8.decode())),
            test("Utf8.encode", n -> repeat("a", n).compose(Utf8.encode())),
            test(
                    "LengthFraming.decode",
                    n -> pairs(Cut.hex("016101"), letter, n).compose(lengths.decode())),
            test("LengthFraming.encode", n -> repeat(letter, n).compose(lengths.encode())),
            test(
                    "DelimiterFraming.decode",
                    n -> pairs(Buffer.buffer("a\na"), Buffer.buffer("\n"), n).compose(lines.decode())),
            test("DelimiterFraming.encode", n -> repeat(letter, n).compose(lines.encode())),
            test(
                    "Fragments.split",
                    n -> repeat(text, n / 2)
                            .concatWith(repeat(Message.text("a"), n % 2))
                            .compose(fragments.split())),
            test(
                    "Fragments.join",
                    n -> repeat((Message) Message.binary(Cut.hex("0361")), n).compose(fragments.join())),
            test(
                    "Deflate.encode",
                    n -> repeat(letter, Math.max(0, n - 1))
                            .compose(Deflate.raw().encode())
                            .take(n)),
            test(
                    "Deflate.decode",
                    n -> repeat(letter, n)
                            .compose(Deflate.raw().encode())
                            .compose(Deflate.raw().decode(Long.MAX_VALUE))),
            test(
                    "Deflate.decodeMessages",
                    n -> repeat(text, n)
                            .compose(Deflate.raw().encodeMessages())
                            .compose(Deflate.raw().decodeMessages(9))),
            test(
                    "TextForm",
                    n -> repeat(text, n)
                            .compose(TextForm.hex().encode())
                            .compose(TextForm.hex().decode())),
            test(
                    "Messages",
                    n -> repeat(text, n).compose(Messages.textAsBinary()).compose(Messages.binaryAsText())),
            test("Codec", n -> repeat("a", n).compose(json.encoder()).compose(json.decoder()))
        };
    }

    private static ConversionTckTest test(String name, Case conversion) {
        return new ConversionTckTest(name, conversion);
    }

    private static <T> Flowable<T> repeat(T value, long times) {
        return Flowable.rangeLong(0, times).map(i -> value);
    }

    /** Two outputs from two inputs, of which the second begins in the first. */
    private static Flowable<Buffer> pairs(Buffer first, Buffer second, long n) {
        return Flowable.rangeLong(0, n).map(i -> i % 2 == 0 ? (i == n - 1 ? first.getBuffer(0, 2) : first) : second);
    }

    @Override
    @SuppressWarnings("unchecked")
    public Publisher<Object> createPublisher(long elements) {
        return (Flowable<Object>) conversion.of(elements);
    }

    @Override
    public Publisher<Object> createFailedPublisher() {
        return Flowable.<Buffer>error(new IllegalStateException("of the source"))
                .compose(Utf8.decode())
                .cast(Object.class);
    }

    @Override
    public long maxElementsFromPublisher() {
        return Long.MAX_VALUE - 1;
    }

    @Override
    public String toString() {
        return name;
    }
}
