package io.sluice.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.reactivex.rxjava3.functions.Predicate;

/** What the tests of the hub look at again and again: accounts without a gap, and errors. */
final class Expect {

    private Expect() {}

    static void assertExact(MemberCounters account) {
        if (account.delivered() + account.conflated() + account.dropped() + account.queued() != account.published()) {
            fail("published = delivered + conflated + dropped + queued does not hold in %s", account);
        }
    }

    static void assertExact(Hub<?> hub) {
        hub.members().forEach(Expect::assertExact);
        HubCounters sums = hub.counters();
        assertThat(sums.delivered() + sums.conflated() + sums.dropped() + sums.queued())
                .as("delivered + conflated + dropped + queued in %s", sums)
                .isEqualTo(sums.offered());
        assertThat(sums.members() + sums.leaves())
                .as("members + leaves in %s", sums)
                .isEqualTo(sums.joins());
    }

    /** The account of the only member. */
    static MemberCounters of(Hub<?> hub) {
        assertExact(hub);
        assertThat(hub.members()).hasSize(1);
        return hub.members().get(0);
    }

    static Predicate<Throwable> withMessage(String message) {
        return error -> message.equals(error.getMessage());
    }
}
