package io.sluice.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.reactivex.rxjava3.functions.Predicate;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the tests of the hub look at again and again: accounts without a gap, and errors. */
final class Expect {

    static final Drops NO_DROPS = new Drops(0, 0, 0, 0);

    private Expect() {}

    static Drops overflow(long n) {
        return new Drops(n, 0, 0, 0);
    }

    static Drops disconnected(long n) {
        return new Drops(0, n, 0, 0);
    }

    static Drops failed(long n) {
        return new Drops(0, 0, n, 0);
    }

    static Drops left(long n) {
        return new Drops(0, 0, 0, n);
    }

    static void assertExact(MemberCounters account) {
        if (account.delivered() + account.conflated() + account.dropped() + account.queued() != account.published()) {
            fail("published = delivered + conflated + dropped + queued does not hold in %s", account);
        }
    }

    static void assertExact(Hub<?> hub) {
        hub.members().forEach(Expect::assertExact);
        HubCounters sums = hub.counters();
        if (sums.delivered() + sums.conflated() + sums.dropped() + sums.queued() != sums.offered()) {
            fail("offered = delivered + conflated + dropped + queued does not hold in %s", sums);
        }
        if (sums.members() + sums.leaves() != sums.joins()) {
            fail("joins = members + leaves does not hold in %s", sums);
        }
    }

    /** The account of the only member. */
    static MemberCounters of(Hub<?> hub) {
        assertExact(hub);
        assertThat(hub.members()).hasSize(1);
        return hub.members().get(0);
    }

    /** Like an assertion of equality, for where millions are made. */
    static void same(String what, @Nullable Object actual, @Nullable Object expected) {
        if (!Objects.equals(actual, expected)) {
            fail("%s: %s, but should be %s", what, actual, expected);
        }
    }

    static Predicate<Throwable> withMessage(String message) {
        return error -> message.equals(error.getMessage());
    }
}
