package io.sluice.perf.jmh;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.reactivex.rxjava3.core.Flowable;
import io.sluice.convert.Utf8;
import io.vertx.core.buffer.Buffer;
import java.util.Collections;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What it costs to decode a chunk of a stream as UTF-8, faults reported, against the JDK's own decoding of an array, which
 * replaces them, and against that in a {@code map}, which is wrong for a character that is cut.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class Utf8Decoding {

    private static final int CHUNKS = 1_000;

    @Param({"1024", "16384"})
    public int bytes;

    /** "a" for ASCII; or one character in eight is of three bytes. */
    @Param({"a", "abcdefg\u20ac"})
    public String letters = "a";

    private byte[] array = new byte[0];
    private Flowable<Buffer> chunks = Flowable.empty();

    @Setup
    public void makeChunks() {
        byte[] unit = letters.getBytes(UTF_8);
        array = letters.repeat(bytes / unit.length).getBytes(UTF_8);
        chunks = Flowable.fromIterable(Collections.nCopies(CHUNKS, Buffer.buffer(array)));
    }

    @Benchmark
    @OperationsPerInvocation(CHUNKS)
    public void ofTheJdk(Blackhole reader) {
        for (int i = 0; i < CHUNKS; i++) {
            reader.consume(new String(array, UTF_8));
        }
    }

    @Benchmark
    @OperationsPerInvocation(CHUNKS)
    public void mapped(Blackhole reader) {
        chunks.map(chunk -> chunk.toString(UTF_8)).blockingSubscribe(reader::consume);
    }

    @Benchmark
    @OperationsPerInvocation(CHUNKS)
    public void ofTheStream(Blackhole reader) {
        chunks.compose(Utf8.decode()).blockingSubscribe(reader::consume);
    }
}
