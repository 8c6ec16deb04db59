package io.sluice.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How long a client waits before it tries again. */
final class BackoffTest {

    private static final RandomGenerator NEVER_EARLY = always(0);
    private static final RandomGenerator EARLIEST = always(Math.nextDown(1.0));

    private static RandomGenerator always(double value) {
        return new Random() {
            private static final long serialVersionUID = 1L;

            @Override
            public double nextDouble() {
                return value;
            }
        };
    }

    @Test
    void pausesDoubleUpToTheLongest() {
        Backoff backoff = Backoff.exponential().between(Duration.ofMillis(100), Duration.ofMillis(1_500));
        assertThat(pauses(backoff, NEVER_EARLY, 7)).containsExactly(100L, 200L, 400L, 800L, 1_500L, 1_500L, 1_500L);
    }

    @Test
    void theRandomPartShortensThemByUpToItsShare() {
        Backoff half = new Backoff(Duration.ofMillis(100), Duration.ofMillis(1_600), 0.5, Duration.ZERO);
        assertThat(pauses(half, EARLIEST, 5)).containsExactly(50L, 100L, 200L, 400L, 800L);

        Random random = new Random(7);
        for (int i = 1; i < 1_000; i++) {
            long ceiling = Math.min(1_600, 100L << Math.min(i - 1, 20));
            assertThat(half.pause(i, random).toMillis()).isBetween(ceiling / 2, ceiling);
        }
    }

    @Test
    void clientsOfAFailedServerSpreadOut() {
        Random random = new Random(7);
        assertThat(IntStream.range(0, 100)
                        .mapToObj(client -> Backoff.exponential().pause(5, random))
                        .distinct()
                        .count())
                .isGreaterThan(90);
    }

    @Test
    void aPauseIsNeverZeroAndNeverOverflows() {
        Backoff extreme = new Backoff(Duration.ofNanos(1), Duration.ofDays(100_000), 1.0, Duration.ZERO);
        for (int failures : List.of(1, 2, 31, 32, 63, 64, 65, 1_000, Integer.MAX_VALUE)) {
            assertThat(extreme.pause(failures, EARLIEST)).isGreaterThanOrEqualTo(Duration.ofMillis(1));
            assertThat(extreme.pause(failures, NEVER_EARLY)).isBetween(Duration.ofMillis(1), Duration.ofDays(100_000));
        }
        Backoff long_ = new Backoff(Duration.ofDays(1_000), Duration.ofDays(100_000), 0, Duration.ZERO);
        assertThat(long_.pause(40, NEVER_EARLY)).isEqualTo(Duration.ofDays(100_000));
    }

    @Test
    void aFirstPauseOfLessThanAMillisecondGrowsLikeAnyOther() {
        Backoff tiny = new Backoff(Duration.ofNanos(900_000), Duration.ofSeconds(2), 0, Duration.ZERO);
        assertThat(pauses(tiny, NEVER_EARLY, 13))
                .containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 64L, 128L, 256L, 512L, 1_024L, 2_000L, 2_000L);
    }

    @Test
    void limitsThatMakeNoSenseAreRefused() {
        Duration second = Duration.ofSeconds(1);
        assertThatIllegalArgumentException().isThrownBy(() -> new Backoff(Duration.ZERO, second, 0.5, second));
        assertThatIllegalArgumentException().isThrownBy(() -> new Backoff(second.negated(), second, 0.5, second));
        assertThatIllegalArgumentException().isThrownBy(() -> new Backoff(second, second.minusMillis(1), 0.5, second));
        assertThatIllegalArgumentException().isThrownBy(() -> new Backoff(second, second, 1.1, second));
        assertThatIllegalArgumentException().isThrownBy(() -> new Backoff(second, second, -0.1, second));
        assertThatIllegalArgumentException().isThrownBy(() -> new Backoff(second, second, Double.NaN, second));
        assertThatIllegalArgumentException().isThrownBy(() -> new Backoff(second, second, 0.5, second.negated()));
    }

    private static List<Long> pauses(Backoff backoff, RandomGenerator random, int failures) {
        return IntStream.rangeClosed(1, failures)
                .mapToObj(failure -> backoff.pause(failure, random).toMillis())
                .toList();
    }
}
