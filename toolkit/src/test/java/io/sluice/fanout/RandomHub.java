package io.sluice.fanout;

import static io.sluice.fanout.Expect.same;

import io.reactivex.rxjava3.core.FlowableSubscriber;
import io.sluice.fanout.ReferencePolicy.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;

/**
 * One hub under random operations, some of them from within signals, each member beside its {@link ReferenceMember}. Runs on
 * one thread, so that what is emitted is known exactly.
 */
final class RandomHub {

    private static final int MAX_MEMBERS = 8;
    /** What members of any hub may choose. */
    private static final List<Kind> ANYWHERE = Arrays.stream(Kind.values())
            .filter(kind -> kind.compareTo(Kind.BACKPRESSURE) < 0)
            .toList();

    private final Random random;
    private final Kind kind;
    private final int replay;
    /** One in so many signals acts; the lower, the deeper calls nest. */
    private final int calmness;

    private final int bound;
    private final Hub<Item> hub;
    private final ReferenceHub reference = new ReferenceHub();
    private final @Nullable TestSource<Item> source;
    private final List<Item> history = new ArrayList<>();
    private final List<Observed> all = new ArrayList<>();
    /** Those whose account may still change. */
    private final List<Observed> live = new ArrayList<>();

    private final Sums settled = new Sums();
    private boolean ended;
    private int operationsLeft;
    /** Signals of the hub under way, within which nothing it is told to do is done at once. */
    private int signals;

    private @Nullable Throwable failure;

    RandomHub(Kind kind, long seed, int operations) {
        this.random = new Random(seed);
        this.kind = kind;
        this.operationsLeft = operations;
        this.replay = random.nextInt(3);
        this.calmness = 1 + random.nextInt(6);
        this.bound = 1 + random.nextInt(6);
        Replay<Item> policy = switch (replay) {
            case 0 -> Replay.none();
            case 1 -> Replay.last(3);
            default -> Replay.latestByKey(Item::key, 3);
        };
        if (kind == Kind.LOCKSTEP) {
            source = new TestSource<>(this::nextItem);
            hub = Hub.of(source, policy);
        } else {
            source = null;
            hub = Hub.create(policy);
        }
    }

    void run() {
        if (source != null) {
            useUpTheFirstWindow(source);
        }
        while (operationsLeft > 0) {
            operate();
            assertQuiet();
        }
        end();
        assertQuiet();
        for (Observed member : List.copyOf(all)) {
            member.request(Integer.MAX_VALUE);
        }
        assertQuiet();
        same("members without an end", live.size(), 0);
    }

    /** What a hub requests before its first member joins is more than a whole run: from here on the members rule. */
    private void useUpTheFirstWindow(TestSource<Item> windowed) {
        join(new ReferencePolicy(Kind.LOCKSTEP, bound, false));
        anyone().request(Integer.MAX_VALUE);
        windowed.offer(SourceDemand.WINDOW);
        assertQuiet();
    }

    private void operate() {
        operationsLeft--;
        int dice = random.nextInt(1000);
        if (dice < 400) {
            publish();
        } else if (dice < 680) {
            anyone().request(1 + random.nextInt(4));
        } else if (dice < 820) {
            join();
        } else if (dice < 890) {
            anyone().cancel();
        } else if (dice < 900) {
            anyone().request(-random.nextInt(2));
        } else if (dice < 970) {
            anyone().change();
        } else if (dice < 997) {
            Expect.assertExact(hub);
        } else {
            end();
        }
        quietUnlessWithinASignal();
    }

    private void quietUnlessWithinASignal() {
        if (signals == 0) {
            check(reference::quiet);
        }
    }

    private void publish() {
        if (source != null) {
            source.offer(1 + random.nextInt(4));
        } else {
            hub.publish(nextItem());
        }
    }

    /** The next value, which the references are told of: the hub gets it right after. */
    private Item nextItem() {
        Item item = new Item(history.size(), random.nextInt(5), 1 + random.nextInt(100), 1, random.nextInt(8));
        if (!ended) {
            history.add(item);
            reference.published(item);
        }
        return item;
    }

    private Observed anyone() {
        if (all.isEmpty()) {
            join();
        }
        // Mostly a recent one: those before are gone.
        return all.get(Math.max(0, all.size() - 1 - random.nextInt(MAX_MEMBERS + 2)));
    }

    private void join() {
        if (live.size() >= 2 * MAX_MEMBERS) {
            return;
        }
        join(anyPolicy());
    }

    private ReferencePolicy anyPolicy() {
        return new ReferencePolicy(
                random.nextInt(4) == 0 ? ANYWHERE.get(random.nextInt(ANYWHERE.size())) : kind,
                random.nextBoolean() ? bound : 1 + random.nextInt(6),
                random.nextInt(4) == 0);
    }

    private void join(ReferencePolicy policy) {
        Observed member = new Observed(policy);
        all.add(member);
        live.add(member);
        hub.join(policy.overflow(), member::joined).subscribe(member);
        quietUnlessWithinASignal();
    }

    private List<Item> naiveReplay() {
        Map<Object, Item> newestFirst = new LinkedHashMap<>();
        for (int i = history.size() - 1; i >= 0 && replay > 0 && newestFirst.size() < 3; i--) {
            Item item = history.get(i);
            newestFirst.putIfAbsent(replay == 1 ? item.seq() : (Object) item.key(), item);
        }
        List<Item> replayed = new ArrayList<>();
        newestFirst.values().forEach(item -> replayed.add(0, item));
        return replayed;
    }

    private void end() {
        if (ended) {
            return;
        }
        Throwable error = random.nextBoolean() ? new IllegalStateException("end") : null;
        ended = true;
        reference.ended(error);
        if (source != null && signals == 0) {
            source.end(error);
        } else if (error == null) {
            hub.complete();
        } else {
            hub.fail(error);
        }
    }

    private void maybeAct() {
        if (operationsLeft > 0 && random.nextInt(calmness) == 0) {
            operate();
        }
    }

    private void check(Runnable assertions) {
        try {
            assertions.run();
        } catch (Throwable error) { // not thrown into the hub, which would take it for the subscriber's
            if (failure == null) {
                failure = error;
            }
        }
    }

    private void assertQuiet() {
        check(reference::quiet);
        if (failure != null) {
            throw new AssertionError("a signal was not right: " + failure.getMessage(), failure);
        }
        Expect.assertExact(hub);
        Sums expected = new Sums();
        expected.add(settled);
        for (Observed member : List.copyOf(live)) {
            member.reference.assertAccount(member.membership().counters());
            expected.add(member.reference);
            if (member.reference.isGone()) {
                settled.add(member.reference);
                live.remove(member);
            }
        }
        HubCounters sums = hub.counters();
        same("published", sums.published(), (long) history.size());
        same("joins", sums.joins(), (long) all.size());
        same("members", sums.members(), (long) live.size());
        same("disconnects", sums.disconnects(), expected.disconnects);
        same("offered", sums.offered(), expected.offered);
        same("delivered", sums.delivered(), expected.delivered);
        same("conflated", sums.conflated(), expected.conflated);
        same("drops", sums.drops(), expected.drops);
        if (source != null && !ended) {
            assertSourceIsAskedFor(source.outstanding());
        }
    }

    private void assertSourceIsAskedFor(long outstanding) {
        long atLeast = SourceDemand.WINDOW / 2 + 1;
        for (Observed member : live) {
            ReferencePolicy policy = member.reference.policy;
            if (policy.kind() == Kind.LOCKSTEP && !member.reference.isGone()) {
                int unreported = policy.bound() - policy.bound() / 4 - 1;
                atLeast = Math.min(atLeast, policy.bound() - member.reference.waiting.size() - unreported);
            }
        }
        if (outstanding < atLeast) {
            throw new AssertionError("asked of the source: " + outstanding + ", but should be " + atLeast);
        }
    }

    /** Sums of accounts. */
    private static final class Sums {
        long offered;
        long delivered;
        long conflated;
        Drops drops = new Drops(0, 0, 0, 0);
        long disconnects;

        void add(ReferenceMember member) {
            offered += member.published;
            delivered += member.delivered;
            conflated += member.conflated();
            drops = sum(drops, member.drops());
            disconnects += member.disconnected ? 1 : 0;
        }

        void add(Sums others) {
            offered += others.offered;
            delivered += others.delivered;
            conflated += others.conflated;
            drops = sum(drops, others.drops);
            disconnects += others.disconnects;
        }

        private static Drops sum(Drops a, Drops b) {
            return new Drops(
                    a.overflow() + b.overflow(),
                    a.disconnected() + b.disconnected(),
                    a.failed() + b.failed(),
                    a.left() + b.left());
        }
    }

    /** A subscriber that tells its reference of everything and now and then acts. */
    private final class Observed implements FlowableSubscriber<Item> {

        final ReferenceMember reference;

        private @Nullable Membership<Item> membership;
        private @Nullable Subscription subscription;

        Observed(ReferencePolicy policy) {
            this.reference = new ReferenceMember(policy);
        }

        void joined(Membership<Item> its) {
            membership = its;
            if (random.nextInt(8) == 0) {
                change();
            }
        }

        Membership<Item> membership() {
            return Objects.requireNonNull(membership);
        }

        void request(long n) {
            Subscription s = subscription;
            if (s != null) {
                reference.requested(n);
                s.request(n);
            }
        }

        void cancel() {
            Subscription s = subscription;
            if (s != null) {
                reference.cancelled();
                s.cancel();
            }
        }

        void change() {
            ReferencePolicy policy = anyPolicy();
            RandomHub.this.reference.changed(reference, policy);
            membership().change(policy.overflow());
        }

        @Override
        public void onSubscribe(Subscription s) {
            subscription = s;
            maybeAct();
            reference.subscribed = true;
            RandomHub.this.reference.joined(reference, naiveReplay());
        }

        @Override
        public void onNext(Item item) {
            signalled(() -> RandomHub.this.reference.emitted(reference, item));
        }

        @Override
        public void onError(Throwable error) {
            signalled(() -> RandomHub.this.reference.terminated(reference, error));
        }

        @Override
        public void onComplete() {
            signalled(() -> RandomHub.this.reference.terminated(reference, null));
        }

        private void signalled(Runnable assertions) {
            signals++;
            check(assertions);
            check(() -> Expect.assertExact(membership().counters()));
            maybeAct();
            signals--;
        }
    }
}
