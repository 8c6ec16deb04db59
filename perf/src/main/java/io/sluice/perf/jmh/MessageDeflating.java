package io.sluice.perf.jmh;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.message.Message;
import io.sluice.message.TextMessage;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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

/** What it costs to deflate a message of JSON, by its size and the level: the grounds for the defaults of compression. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class MessageDeflating {

    @Param({"128", "256", "1024", "4096", "65536"})
    public int bytes;

    @Param({"1", "6", "9"})
    public int level;

    private byte[] json = {};

    @Setup
    public void makeJson() {
        Random random = new Random(1);
        StringBuilder text = new StringBuilder("{\"type\":\"trades\",\"symbol\":\"BTCUSDT\",\"trades\":[");
        while (text.length() < bytes) {
            text.append(String.format(
                    Locale.ROOT,
                    "{\"id\":%d,\"price\":\"%d.%02d\",\"quantity\":\"0.%05d\",\"side\":\"%s\"},",
                    1_000_000 + random.nextInt(1_000_000),
                    40_000 + random.nextInt(1_000),
                    random.nextInt(100),
                    random.nextInt(100_000),
                    random.nextBoolean() ? "BUY" : "SELL"));
        }
        json = text.substring(0, bytes).getBytes(UTF_8);
    }

    /** A new message each time, which has no deflated form yet. */
    @Benchmark
    public byte @Nullable [] deflate() {
        Message message = TextMessage.ofValidUtf8(json);
        return message.deflated(level);
    }
}
