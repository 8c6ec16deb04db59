package io.sluice.convert;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.Flowable;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class Utf8EncodeTest {

    private static final String TEXT = "a\u00b5\u20ac\ud83d\ude00?\ud800\udc00\udbff\udfffz";

    private static Buffer encoded(Malformed malformed, String... pieces) {
        return Flowable.fromArray(pieces)
                .compose(Utf8.encode(malformed))
                .to(Chunks.join(32 << 20))
                .blockingGet();
    }

    @Test
    void theBytesAreTheSameWhereverTheTextIsCutInThree() {
        for (int first = 0; first <= TEXT.length(); first++) {
            for (int second = first; second <= TEXT.length(); second++) {
                String[] pieces = {TEXT.substring(0, first), TEXT.substring(first, second), TEXT.substring(second)};
                assertThat(encoded(Malformed.REPORT, pieces)).isEqualTo(Buffer.buffer(TEXT));
                assertThat(encoded(Malformed.REPLACE, pieces)).isEqualTo(Buffer.buffer(TEXT));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud83d", "\ude00", "\ude00\ud83d", "\ud83d\ud83d\ude00", "\ud83da", "a?\udfff"})
    void anUnpairedSurrogateIsReportedOrReplacedHoweverItIsCut(String hostile) {
        for (int at = 0; at <= hostile.length(); at++) {
            String[] pieces = {hostile.substring(0, at), hostile.substring(at)};
            Flowable.fromArray(pieces)
                    .compose(Utf8.encode())
                    .test()
                    .assertError(IllegalArgumentException.class)
                    .assertNotComplete();
            assertThat(encoded(Malformed.REPLACE, pieces)).isEqualTo(Buffer.buffer(hostile));
        }
    }

    @Test
    void textOf16MibPasses() {
        String text = "0123456789 \u20ac \ud83d\ude00 abcdefghij".repeat((16 << 20) / 30 + 1);
        int half = text.indexOf('\ude00', text.length() / 2);
        assertThat(encoded(Malformed.REPORT, text).equals(Buffer.buffer(text))).isTrue();
        assertThat(encoded(Malformed.REPORT, text.substring(0, half), text.substring(half))
                        .equals(Buffer.buffer(text)))
                .isTrue();
    }

    @Test
    void anyDemandIsHonoured() {
        Random random = new Random(8);
        for (int seed = 0; seed < 2_000; seed++) {
            List<String> pieces = new ArrayList<>();
            List<Buffer> expected = new ArrayList<>();
            int encoded = 0;
            for (int at = 0; at < TEXT.length(); ) {
                int to = Math.min(TEXT.length(), at + random.nextInt(4));
                pieces.add(TEXT.substring(at, to));
                int whole = to > 0 && Character.isHighSurrogate(TEXT.charAt(to - 1)) ? to - 1 : to;
                if (whole > encoded) {
                    expected.add(Buffer.buffer(TEXT.substring(encoded, whole)));
                    encoded = whole;
                }
                at = to;
            }
            RandomRun.completes(seed, Utf8.encode(), pieces, expected);
        }
    }
}
