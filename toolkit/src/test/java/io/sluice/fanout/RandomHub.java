package io.sluice.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.FlowableSubscriber;
import io.sluice.fanout.ReferenceMember.Kind;
import java.util.ArrayList;
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
    private static final List<Kind> ANYWHERE =
            List.of(Kind.LATEST, Kind.DISCONNECT, Kind.DISCONNECT_BYTES, Kind.CONFLATE);

    private final Random random;
    private final Kind kind;
    private final int replay;
    /** One in so many signals acts; the lower, the deeper calls nest. */
    private final int calmness;

    private final Hub<Item> hub;
    private final @Nullable TestSource<Item> source;
    private final List<Item> history = new ArrayList<>();
    private final List<Observed> all = new ArrayList<>();
    /** Those whose account may still change. */
    private final List<Observed> live = new ArrayList<>();

    private long settledOffered;
    private long settledDelivered;
    private long settledDisconnects;
    private boolean ended;
    private @Nullable Throwable endError;
    private int operationsLeft;
    private int depth;
    private @Nullable Throwable failure;

    RandomHub(Kind kind, long seed, int operations) {
        this.random = new Random(seed);
        this.kind = kind;
        this.operationsLeft = operations;
        this.replay = random.nextInt(3);
        this.calmness = 1 + random.nextInt(6);
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
        assertThat(all).allMatch(member -> member.reference.cancelledOrTerminated());
    }

    /** What a hub requests before its first member joins is more than a whole run: from here on the members rule. */
    private void useUpTheFirstWindow(TestSource<Item> windowed) {
        join(Kind.LOCKSTEP);
        anyone().request(Integer.MAX_VALUE);
        windowed.offer(SourceDemand.WINDOW);
        assertQuiet();
    }

    private void operate() {
        operationsLeft--;
        depth++;
        int dice = random.nextInt(1000);
        if (dice < 400) {
            publish();
        } else if (dice < 700) {
            anyone().request(1 + random.nextInt(4));
        } else if (dice < 850) {
            join();
        } else if (dice < 930) {
            anyone().cancel();
        } else if (dice < 940) {
            anyone().request(-random.nextInt(2));
        } else if (dice < 997) {
            Expect.assertExact(hub);
        } else {
            end();
        }
        depth--;
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
            for (Observed member : live) {
                check(() -> member.reference.offered(item));
            }
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
        join(random.nextInt(4) == 0 ? ANYWHERE.get(random.nextInt(ANYWHERE.size())) : kind);
    }

    private void join(Kind its) {
        ReferenceMember reference = new ReferenceMember(its, 1 + random.nextInt(6), naiveReplay());
        if (ended) {
            reference.ended(endError);
        }
        Observed member = new Observed(reference);
        all.add(member);
        live.add(member);
        hub.join(reference.overflow(), membership -> member.membership = membership)
                .subscribe(member);
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
        endError = error;
        live.forEach(member -> member.reference.ended(error));
        if (source != null && depth == 0) {
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
        if (failure != null) {
            throw new AssertionError("a signal was not right: " + failure.getMessage(), failure);
        }
        Expect.assertExact(hub);
        HubCounters sums = hub.counters();
        long offered = settledOffered;
        long delivered = settledDelivered;
        long disconnects = settledDisconnects;
        for (Observed member : List.copyOf(live)) {
            ReferenceMember reference = member.reference;
            reference.assertQuiet(member.membership().counters());
            offered += reference.published;
            delivered += reference.delivered;
            disconnects += reference.disconnected ? 1 : 0;
            if (reference.cancelledOrTerminated()) {
                settledOffered += reference.published;
                settledDelivered += reference.delivered;
                settledDisconnects += reference.disconnected ? 1 : 0;
                live.remove(member);
            }
        }
        assertThat(sums.published()).as("published").isEqualTo(history.size());
        assertThat(sums.joins()).as("joins").isEqualTo(all.size());
        assertThat(sums.members()).as("members").isEqualTo(live.size());
        assertThat(sums.disconnects()).as("disconnects").isEqualTo(disconnects);
        assertThat(sums.offered()).as("offered").isEqualTo(offered);
        assertThat(sums.delivered()).as("delivered").isEqualTo(delivered);
        if (source != null && !ended) {
            assertSourceIsAskedFor(source.outstanding());
        }
    }

    private void assertSourceIsAskedFor(long outstanding) {
        long atLeast = SourceDemand.WINDOW / 2 + 1;
        for (Observed member : live) {
            ReferenceMember reference = member.reference;
            if (reference.kind == Kind.LOCKSTEP && !reference.gone) {
                int unreported = reference.bound - reference.bound / 4 - 1;
                atLeast = Math.min(atLeast, reference.bound - reference.waiting.size() - unreported);
            }
        }
        assertThat(outstanding).as("asked of the source").isGreaterThanOrEqualTo(atLeast);
    }

    /** A subscriber that tells its reference of everything and now and then acts. */
    private final class Observed implements FlowableSubscriber<Item> {

        final ReferenceMember reference;

        @Nullable
        Membership<Item> membership;

        private @Nullable Subscription subscription;

        Observed(ReferenceMember reference) {
            this.reference = reference;
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

        @Override
        public void onSubscribe(Subscription s) {
            subscription = s;
            maybeAct();
            reference.subscribed = true;
        }

        @Override
        public void onNext(Item item) {
            check(() -> reference.emitted(item));
            check(() -> Expect.assertExact(membership().counters()));
            maybeAct();
        }

        @Override
        public void onError(Throwable error) {
            check(() -> reference.terminated(error));
            maybeAct();
        }

        @Override
        public void onComplete() {
            check(() -> reference.terminated(null));
            maybeAct();
        }
    }
}
