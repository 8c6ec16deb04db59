package io.sluice.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sluice.wire.PeerDeflate;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DeflatedFormTest {

    private static final String TEXT = "grüße, 世界 🎏 ".repeat(50);

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 6, 9})
    void theDeflatedFormInflatesToTheBytes(int level) {
        for (Message message : List.of(Message.text(TEXT), Message.binary(Buffer.buffer(TEXT)))) {
            byte[] deflated = Objects.requireNonNull(message.deflated(level));
            assertThat(deflated).hasSizeLessThan(message.size() / 5);
            assertThat(PeerDeflate.inflate(deflated)).isEqualTo(message.bytes());
        }
    }

    @Test
    void whateverWasDeflatedBeforeEachMessageStandsAlone() {
        Random random = new Random(7);
        for (int i = 0; i < 200; i++) {
            byte[] bytes = new byte[random.nextInt(100_000)];
            for (int at = 0; at < bytes.length; at++) {
                bytes[at] = (byte) random.nextInt(1 + i);
            }
            byte[] deflated = BinaryMessage.ofShared(bytes).deflated(1 + i % 9);
            if (deflated != null) {
                assertThat(deflated.length).isLessThan(bytes.length);
                assertThat(PeerDeflate.inflate(deflated)).isEqualTo(bytes);
            }
        }
    }

    @Test
    void whatDoesNotShrinkHasNoDeflatedForm() {
        byte[] noise = new byte[10_000];
        new Random(1).nextBytes(noise);
        assertThat(BinaryMessage.ofShared(noise).deflated(6)).isNull();
        assertThat(BinaryMessage.ofShared(noise).deflated(6)).isNull();
        assertThat(Message.text("").deflated(6)).isNull();
        assertThat(Message.text("short").deflated(6)).isNull();
    }

    @Test
    void theFormOfEachLevelIsMadeOnceForAllThreads() throws Exception {
        AtomicInteger made = new AtomicInteger();
        DeflatedForm.Maker counting = (payload, level) -> {
            made.incrementAndGet();
            return Deflaters.deflate(payload, level);
        };
        for (int round = 0; round < 200; round++) {
            made.set(0);
            TextMessage message = Message.text(TEXT);
            CyclicBarrier start = new CyclicBarrier(4);
            List<CompletableFuture<byte[]>> asked = IntStream.range(0, 4)
                    .mapToObj(thread -> CompletableFuture.supplyAsync(
                            () -> {
                                try {
                                    start.await();
                                } catch (Exception broken) {
                                    throw new AssertionError(broken);
                                }
                                return Objects.requireNonNull(message.deflated(1 + thread % 2, counting));
                            },
                            task -> new Thread(task).start()))
                    .toList();
            assertThat(Set.copyOf(asked.stream()
                            .map(CompletableFuture::join)
                            .map(System::identityHashCode)
                            .toList()))
                    .hasSizeLessThanOrEqualTo(2);
            assertThat(made).hasValue(2);
            assertThat(message.deflated(1, counting))
                    .isSameAs(asked.get(0).join())
                    .isSameAs(asked.get(2).join());
        }
    }

    @Test
    void formsChangeNothingElseOfAMessage() {
        TextMessage message = Message.text(TEXT);
        byte[] deflated = message.deflated(6);
        assertThat(deflated).isNotNull();
        assertThat(message).isEqualTo(Message.text(TEXT));
        assertThat(message.bytes()).isEqualTo(TEXT.getBytes(UTF_8));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 10})
    void levelsAreThoseOfTheDeflater(int level) {
        assertThatIllegalArgumentException().isThrownBy(() -> Message.text("a").deflated(level));
    }
}
