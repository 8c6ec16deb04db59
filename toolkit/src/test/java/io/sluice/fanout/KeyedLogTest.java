package io.sluice.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The log against a list of all that was ever put. */
class KeyedLogTest {

    private record Put(long position, int key, String value) {}

    private final long seed = Long.getLong("sluice.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final KeyedLog<String> log = new KeyedLog<>();
    private final List<Put> naive = new ArrayList<>();
    private long position = 5;

    private void put(int key) {
        String value = "v".repeat(1 + random.nextInt(5)) + position;
        log.put(position, key, value, value.length());
        naive.removeIf(put -> put.key == key);
        naive.add(new Put(position, key, value));
        position++;
    }

    private static long bytes(List<Put> puts) {
        return puts.stream().mapToLong(put -> put.value.length()).sum();
    }

    private void assertReadable(long cursor) {
        List<Put> expected =
                naive.stream().filter(put -> put.position >= cursor).toList();
        assertThat(log.countFrom(cursor)).as("-Dsluice.seed=" + seed).isEqualTo(expected.size());
        assertThat(log.bytesFrom(cursor)).as("-Dsluice.seed=" + seed).isEqualTo(bytes(expected));
        long at = cursor;
        for (Put put : expected) {
            KeyedLog.Entry<String> entry = Objects.requireNonNull(log.next(at));
            assertThat(entry.value).as("-Dsluice.seed=" + seed).isEqualTo(put.value);
            assertThat(entry.position).isEqualTo(put.position);
            at = entry.position + 1;
        }
        assertThat(log.next(at)).isNull();
    }

    @Test
    void aReaderFindsEachKeyOnceWithItsLastValueInTheOrderOfThose() {
        for (int i = 0; i < 5_000; i++) {
            int keys = 1 + random.nextInt(i < 2_500 ? 8 : 200);
            put(random.nextInt(keys));
            if (random.nextInt(50) == 0) {
                long before = position - random.nextInt(100);
                log.forgetBefore(before);
                naive.removeIf(put -> put.position < before);
            }
            if (random.nextInt(300) == 0) {
                log.clear();
                naive.clear();
                position += random.nextInt(10);
            }
            assertThat(log.keys()).as("-Dsluice.seed=" + seed).isEqualTo(naive.size());
            assertThat(log.bytes()).as("-Dsluice.seed=" + seed).isEqualTo(bytes(naive));
            if (i % 10 == 0) {
                assertReadable(position - random.nextInt(300));
            }
        }
        assertReadable(0);
    }

    @Test
    void anEmptyLogHasNothingToRead() {
        assertThat(log.next(0)).isNull();
        assertThat(log.countFrom(0)).isZero();
        assertThat(log.keys()).isZero();
    }

    @Test
    void aKeyUpdatedForEverDoesNotHideTheOthers() {
        put(1);
        put(2);
        for (int i = 0; i < 10_000; i++) {
            put(3);
        }

        assertReadable(5);
        assertReadable(6);
        assertReadable(7);
    }
}
