package io.sluice.feed.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import io.sluice.RecordingLeakDetector;
import io.sluice.message.Message;
import io.sluice.message.TextMessage;
import io.sluice.wire.LogWatch;
import io.sluice.wire.Wait;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.CharacterCodingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Whatever a client sends, it gets an answer there is for it, and nobody else notices.
 *
 * <p>{@code -Dsluice.fuzz.seconds=600} makes more of it, {@code -Dsluice.fuzz.seed=...} something else; a failure names its
 * seed.
 */
final class FeedFuzzTest {

    private static final long SEED = Long.getLong("sluice.fuzz.seed", 20_260_101L);
    private static final int MESSAGES = 40;
    private static final Set<Integer> CODES = Set.of(1000, 1006, 1009, 4400, 4409, 4429);
    private static final ObjectMapper TEXT = new ObjectMapper();
    private static final ObjectMapper BINARY = new CBORMapper();

    private static final List<Object> VALUES = List.of(
            0,
            1,
            2,
            3,
            5,
            -1,
            1_000_000,
            Integer.MAX_VALUE,
            Long.MAX_VALUE,
            1L << 53,
            0.5,
            -2.5,
            1e300,
            true,
            "",
            "texts",
            "json",
            "state",
            "trades",
            "nothing",
            "latest",
            "conflate",
            "drop-oldest",
            "drop-newest",
            "disconnect",
            "backpressure",
            "live",
            "snapshot",
            "oldest",
            "\u0000\ud83d\ude00\"\\",
            "a".repeat(3_000),
            List.of(),
            List.of(1, List.of(Map.of())),
            Map.of(),
            Map.of("epoch", "1f", "offset", 3),
            Map.of("epoch", List.of()));
    private static final List<String> NAMES = List.of(
            "id", "topic", "from", "policy", "buffer", "rate", "credit", "total", "token", "n", "json", "bin", "text",
            "deleted", "entries", "type", "x");
    private static final List<String> TYPES =
            List.of("subscribe", "subscribe", "subscribe", "credit", "unsubscribe", "token", "ping", "hello", "data");

    private final List<Throwable> undeliverable = new CopyOnWriteArrayList<>();
    private final LogWatch log = new LogWatch();
    private final FeedNode node = FeedNode.of(FeedOptions.standard()
            .withHeartbeat(Duration.ofMillis(20))
            .withLimits(FeedLimits.standard().withMessages(100, 1_000, 4_000)));

    @BeforeEach
    void watch() {
        RxJavaPlugins.setErrorHandler(undeliverable::add);
    }

    @AfterEach
    void nobodyTripped() {
        node.close();
        RxJavaPlugins.setErrorHandler(null);
        log.close();
        assertThat(undeliverable).isEmpty();
        assertThat(log.complaints()).isEmpty();
    }

    @Test
    void aServerSurvivesWhateverItsClientsSay() {
        FeedPeer witness = node.dial(Form.JSON);
        Map<String, Object> unused = witness.hello();
        witness.send("subscribe", "id", 1, "topic", "trades");
        Map<String, Object> unusedToo = witness.expect("subscribed");
        long seen = 0;
        long buffersBefore = RecordingLeakDetector.buffersInUse();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Long.getLong("sluice.fuzz.seconds", 2));
        for (long seed = SEED; System.nanoTime() < end; seed++) {
            play(seed);
            node.publish(FeedNode.TRADES, "t" + seed);
            assertThat(witness.expect("data"))
                    .as("seed %d", seed)
                    .isEqualTo(FeedPeer.fields("type", "data", "id", 1, "offset", (int) ++seen, "text", "t" + seed));
        }
        Wait.until(() -> node.feed.counters().connections() == 1);
        assertThat(node.feed.counters().subscriptions()).isEqualTo(1);
        Wait.untilAsserted(
                () -> assertThat(RecordingLeakDetector.buffersInUse()).isLessThanOrEqualTo(buffersBefore + 8));
    }

    private void play(long seed) {
        Random random = new Random(seed);
        Form form = random.nextBoolean() ? Form.JSON : Form.CBOR;
        try (FeedPeer peer = node.dial(form)) {
            if (random.nextInt(10) > 0) {
                Map<String, Object> unused = peer.hello();
            }
            for (int i = 0; i < MESSAGES && !peer.connection().isClosed(); i++) {
                peer.sendRaw(message(random));
                if (random.nextInt(5) == 0) {
                    node.publish(FeedNode.TEXTS, "v" + i);
                    node.publish(FeedNode.STATE, "k" + i, "{\"n\":" + i + "}");
                }
            }
            if (random.nextBoolean()) {
                Wait.done(peer.connection().close());
            } else {
                peer.close();
            }
            assertThat(CODES)
                    .as("seed %d: %s", seed, peer.closed())
                    .contains(peer.closed().code());
        }
    }

    private static Message message(Random random) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("type", pick(TYPES, random));
        fields.put("id", 1 + random.nextInt(5));
        if (random.nextInt(3) > 0) {
            fields.put("topic", pick(List.of("texts", "json", "state", "trades"), random));
            fields.put("total", random.nextInt(100));
            fields.put("token", "t");
            fields.put("n", 1);
        }
        for (int more = random.nextInt(3); more > 0; more--) {
            fields.put(pick(NAMES, random), pick(VALUES, random));
        }
        boolean text = random.nextBoolean();
        byte[] bytes = bytes(fields, text);
        if (random.nextInt(25) == 0) {
            bytes = damaged(bytes, random);
        }
        try {
            return text ? TextMessage.ofUtf8(bytes) : Message.binary(Buffer.buffer(bytes));
        } catch (CharacterCodingException noText) {
            return Message.binary(Buffer.buffer(bytes));
        }
    }

    private static byte[] bytes(Map<String, Object> fields, boolean text) {
        try {
            return (text ? TEXT : BINARY).writeValueAsBytes(fields);
        } catch (JsonProcessingException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static byte[] damaged(byte[] bytes, Random random) {
        List<Byte> damaged = new ArrayList<>();
        for (byte one : bytes) {
            switch (random.nextInt(40)) {
                case 0 -> damaged.add((byte) random.nextInt());
                case 1 -> {}
                case 2 -> {
                    damaged.add(one);
                    damaged.add(one);
                }
                default -> damaged.add(one);
            }
        }
        byte[] result = new byte[random.nextInt(4) == 0 ? damaged.size() / 2 : damaged.size()];
        for (int i = 0; i < result.length; i++) {
            result[i] = damaged.get(i);
        }
        return result;
    }

    private static <T> T pick(List<T> from, Random random) {
        return from.get(random.nextInt(from.size()));
    }
}
