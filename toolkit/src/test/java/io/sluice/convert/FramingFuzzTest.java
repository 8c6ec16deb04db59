package io.sluice.convert;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;

/** Random bytes in random chunks: two seconds each; a minute each with the profile {@code fuzz}. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class FramingFuzzTest {

    private static final int[] WIDTHS = {1, 2, 3, 4, 8};
    private static final int MAX = 200;

    private static void goOn(TestReporter reporter, Consumer<Random> round) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Long.getLong("sluice.fuzz.seconds", 2));
        int rounds = 0;
        for (long seed = 0; System.nanoTime() < end; seed++) {
            try {
                round.accept(new Random(seed));
            } catch (Throwable failed) {
                throw new AssertionError("seed " + seed, failed);
            }
            rounds++;
        }
        assertThat(rounds).isGreaterThan(100);
        reporter.publishEntry("rounds", Integer.toString(rounds));
    }

    /** Frames, and one in two times a byte that is changed. */
    private static Buffer bytes(Random random, Conversion<Buffer, Buffer> encode, int longest) {
        Buffer[] payloads = new Buffer[random.nextInt(20)];
        for (int i = 0; i < payloads.length; i++) {
            byte[] payload = new byte[random.nextInt(longest + 1)];
            for (int at = 0; at < payload.length; at++) {
                payload[at] = (byte) ('a' + random.nextInt(3));
            }
            payloads[i] = Buffer.buffer(payload);
        }
        Buffer all = Flowable.fromArray(payloads)
                .compose(encode)
                .to(Chunks.join(1 << 20))
                .blockingGet();
        if (all.length() > 0 && random.nextBoolean()) {
            all.setByte(random.nextInt(all.length()), (byte) random.nextInt(256));
        }
        return all;
    }

    /** The stream in one chunk is the judge, with all of the demand; its own frames are held against the models elsewhere. */
    private static void sameHoweverCut(Random random, Conversion<Buffer, Buffer> decode, Buffer all) {
        TestSubscriber<Buffer> whole = Flowable.just(all.copy()).compose(decode).test();
        List<Buffer> chunks = Cut.randomly(all, 1 + random.nextInt(60), random);
        if (isComplete(whole)) {
            RandomRun.completes(random.nextLong(), decode, chunks, whole.values());
        } else {
            RandomRun.fails(random.nextLong(), decode, chunks, whole.values(), code(whole));
        }
    }

    private static boolean isComplete(TestSubscriber<Buffer> reader) {
        try {
            reader.assertComplete();
            return true;
        } catch (AssertionError failed) {
            return false;
        }
    }

    private static int code(TestSubscriber<Buffer> reader) {
        int[] code = new int[1];
        reader.assertError(error -> {
            code[0] = ((ConversionException) error).status().code();
            return true;
        });
        return code[0];
    }

    @Test
    void lengthPrefixedFramesAreTheSameHoweverTheyAreCut(TestReporter reporter) {
        goOn(reporter, random -> {
            ByteOrder order = random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
            LengthFraming framing = LengthFraming.of(WIDTHS[random.nextInt(WIDTHS.length)], order, MAX);
            sameHoweverCut(random, framing.decode(), bytes(random, framing.encode(), MAX));
        });
    }

    @Test
    void delimitedFramesAreTheSameHoweverTheyAreCut(TestReporter reporter) {
        goOn(reporter, random -> {
            Buffer delimiter = Buffer.buffer("d".repeat(1 + random.nextInt(2)) + "ad".repeat(random.nextInt(3)));
            DelimiterFraming framing = DelimiterFraming.of(delimiter, MAX / 2);
            sameHoweverCut(random, framing.decode(), bytes(random, framing.encode(), MAX / 2));
        });
    }

    @Test
    void bytesThatAreNoFramesAtAllOnlyEndWithAnError(TestReporter reporter) {
        goOn(reporter, random -> {
            byte[] noise = new byte[random.nextInt(500)];
            random.nextBytes(noise);
            LengthFraming framing = LengthFraming.of(WIDTHS[random.nextInt(WIDTHS.length)], ByteOrder.BIG_ENDIAN, MAX);
            sameHoweverCut(random, framing.decode(), Buffer.buffer(noise));
        });
    }
}
