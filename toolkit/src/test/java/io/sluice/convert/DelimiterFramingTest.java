package io.sluice.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import io.sluice.message.CloseException;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DelimiterFramingTest {

    private static TestSubscriber<Buffer> decoded(DelimiterFraming framing, List<Buffer> chunks) {
        return Flowable.fromIterable(chunks).to(framing.decode()).test();
    }

    private static List<Buffer> buffers(String... texts) {
        return Flowable.fromArray(texts).map(Buffer::buffer).toList().blockingGet();
    }

    /** Frames as looking for the delimiter in the whole finds them. */
    private static List<Buffer> model(String all, String delimiter) {
        List<Buffer> frames = new ArrayList<>();
        int from = 0;
        for (int at = all.indexOf(delimiter); at >= 0; at = all.indexOf(delimiter, from)) {
            frames.add(Buffer.buffer(all.substring(from, at)));
            from = at + delimiter.length();
        }
        if (from < all.length()) {
            frames.add(Buffer.buffer(all.substring(from)));
        }
        return frames;
    }

    @ParameterizedTest
    @CsvSource({
        "'a,b,,c',        ','",
        "'a,b,,c,',       ','",
        "'a--b---c----d', '--'",
        "'aabaaabaab',    'aab'",
        "'ababacababab',  'abab'",
        "'aaaaaaa',       'aaa'",
        "'nothing',       'x'",
        "'ab',            'abc'"
    })
    void framesAreTheSameWhereverTheStreamIsCut(String all, String delimiter) {
        DelimiterFraming framing = DelimiterFraming.of(Buffer.buffer(delimiter), 100);
        Buffer bytes = Buffer.buffer(all);
        for (int at = 0; at <= bytes.length(); at++) {
            decoded(framing, Cut.inTwo(bytes, at))
                    .assertValueSequence(model(all, delimiter))
                    .assertComplete();
        }
        decoded(framing, Cut.bytewise(bytes))
                .assertValueSequence(model(all, delimiter))
                .assertComplete();
    }

    @Test
    void aFrameOverTheMaximumEndsWith1009BehindTheFramesBeforeIt() {
        DelimiterFraming framing = DelimiterFraming.of(Buffer.buffer("\r\n"), 3);
        for (String tooLong : List.of("abcd", "abcd\r\n", "abc\r\r\n", "abcd\r")) {
            Buffer bytes = Buffer.buffer("abc\r\n\r\n" + tooLong);
            for (int at = 0; at <= bytes.length(); at++) {
                TestSubscriber<Buffer> reader = decoded(framing, Cut.inTwo(bytes, at));
                reader.assertError(error -> ((CloseException) error).status().code() == 1009);
                assertThat(reader.values()).isEqualTo(buffers("abc", ""));
            }
        }
        decoded(framing, Cut.bytewise(Buffer.buffer("abc\r\nabc\r\n")))
                .assertResult(buffers("abc", "abc").toArray(Buffer[]::new));
    }

    @Test
    void theMaximumIsCheckedBeforeAllocating() {
        Buffer large = Buffer.buffer(new byte[1 << 20]);
        List<Buffer> chunks = List.of(Buffer.buffer("a"), large);
        long allocated = Allocated.by(
                () -> decoded(DelimiterFraming.lines(1_000), chunks).assertError(ConversionException.class));
        assertThat(allocated).isLessThan(64 << 10);
    }

    @Test
    void aFrameThatDripsCostsAFewTimesItsSize() {
        int size = 1 << 20;
        List<Buffer> chunks = Cut.pieces(Buffer.buffer(new byte[size]).appendString("\n"), 1 << 10);
        long allocated =
                Allocated.by(() -> decoded(DelimiterFraming.lines(size), chunks).assertValueCount(1));
        assertThat(allocated).isLessThan(5L * size);
    }

    @Test
    void aFrameOf16MibPasses() {
        Buffer bytes = Buffer.buffer("0123456789abcdef".repeat(1 << 20) + "\n");
        TestSubscriber<Buffer> reader = decoded(DelimiterFraming.lines(16 << 20), Cut.pieces(bytes, 65_537));
        reader.assertValueCount(1).assertComplete();
        assertThat(reader.values().get(0).equals(bytes.getBuffer(0, 16 << 20))).isTrue();
    }

    @Test
    void whatAReaderWouldCutElsewhereIsNotSent() {
        DelimiterFraming framing = DelimiterFraming.of(Buffer.buffer("--"), 10);
        for (String frame : List.of("a--b", "--", "a-", "12345678901")) {
            Flowable.just(Buffer.buffer(frame))
                    .compose(framing.encode())
                    .test()
                    .assertFailure(IllegalArgumentException.class);
        }
        Flowable.fromIterable(buffers("a", "", "-b", "a-b"))
                .compose(framing.encode())
                .compose(framing.decode())
                .test()
                .assertResult(buffers("a", "", "-b", "a-b").toArray(Buffer[]::new));
    }

    @Test
    void aDelimiterIsNotEmpty() {
        assertThatIllegalArgumentException().isThrownBy(() -> DelimiterFraming.of(Buffer.buffer(), 1));
    }

    @Test
    void anyDemandIsHonoured() {
        Random random = new Random(6);
        String[] delimiters = {"\n", "ab", "aab", "aba"};
        for (int seed = 0; seed < 3_000; seed++) {
            String delimiter = delimiters[random.nextInt(delimiters.length)];
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(60); i > 0; i--) {
                text.append("ab\nc".charAt(random.nextInt(4)));
            }
            DelimiterFraming framing = DelimiterFraming.of(Buffer.buffer(delimiter), 60);
            List<Buffer> chunks = Cut.randomly(Buffer.buffer(text.toString()), 1 + random.nextInt(40), random);
            RandomRun.completes(seed, framing.decode(), chunks, model(text.toString(), delimiter));

            String ended = text + delimiter;
            List<Buffer> broken = Cut.randomly(Buffer.buffer(ended), 1 + random.nextInt(40), random);
            broken.add(Buffer.buffer("c".repeat(61)));
            List<Buffer> complete = model(ended + "c", delimiter);
            RandomRun.fails(seed, framing.decode(), broken, complete.subList(0, complete.size() - 1), 1009);
        }
    }
}
