package io.sluice.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MessageRingTest {

    @Test
    void keepsTheLastMessagesByCount() {
        MessageRing ring = new MessageRing(20, 1_000, RingBudget.unlimited());
        for (int i = 1; i <= 50; i++) {
            ring.add(new byte[] {(byte) i}, i);
        }

        assertThat(ring.first()).isEqualTo(31);
        assertThat(ring.last()).isEqualTo(50);
        for (int i = 31; i <= 50; i++) {
            assertThat(ring.get(i)).containsExactly(i);
        }
    }

    @Test
    void keepsTheLastMessagesByBytesAndTheLastInAnyCase() {
        MessageRing ring = new MessageRing(20, 10, RingBudget.unlimited());
        ring.add(new byte[4], 0);
        ring.add(new byte[4], 0);
        ring.add(new byte[4], 0);
        assertThat(ring.first()).isEqualTo(2);
        assertThat(ring.bytes()).isEqualTo(8);

        ring.add(new byte[11], 0);

        assertThat(ring.size()).isEqualTo(1);
        assertThat(ring.bytes()).isEqualTo(11);
    }

    @Test
    void dropsWhatIsTooOldToTheLast() {
        MessageRing ring = new MessageRing(20, 100, RingBudget.unlimited());
        ring.add(new byte[1], 10);
        ring.add(new byte[1], 20);

        ring.dropOlderThan(15);
        assertThat(ring.first()).isEqualTo(2);
        ring.dropOlderThan(25);

        assertThat(ring.size()).isZero();
        assertThat(ring.first()).isEqualTo(3);
        assertThat(ring.last()).isEqualTo(2);
        assertThat(ring.bytes()).isZero();
    }

    @Test
    void sharesABudgetOfWhichWhoAddsGivesUpItsOldest() {
        RingBudget budget = new RingBudget(10);
        MessageRing quiet = new MessageRing(20, 100, budget);
        MessageRing busy = new MessageRing(20, 100, budget);
        quiet.add(new byte[4], 0);
        busy.add(new byte[4], 0);
        busy.add(new byte[4], 0);
        assertThat(quiet.size()).isEqualTo(1);
        assertThat(busy.first()).isEqualTo(2);
        assertThat(budget.used()).isEqualTo(8);

        busy.add(new byte[30], 0);
        assertThat(busy.size()).isEqualTo(1);

        quiet.dropBefore(Long.MAX_VALUE);
        busy.dropBefore(Long.MAX_VALUE);
        assertThat(budget.used()).isZero();
    }
}
