package io.sluice.perf.jmh;

import io.sluice.message.Message;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** What it saves to encode a text once for all its receivers: one message sent to each, against a message for each. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class TextMessageEncoding {

    @Param({"100", "10000"})
    public int characters;

    @Param({"1", "100"})
    public int receivers;

    private String text = "";

    /** One letter in ten is outside ASCII, so that encoding is not a mere copy. */
    @Setup
    public void makeText() {
        text = "reactiveä ".repeat(characters / 10);
    }

    @Benchmark
    public void oneMessageForAll(Blackhole wire) {
        Message message = Message.text(text);
        for (int i = 0; i < receivers; i++) {
            wire.consume(message.bytes());
        }
    }

    @Benchmark
    public void oneMessageEach(Blackhole wire) {
        for (int i = 0; i < receivers; i++) {
            wire.consume(Message.text(text).bytes());
        }
    }
}
