package io.sluice.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.reactivex.rxjava3.subscribers.TestSubscriber;
import io.sluice.feed.BrokerSignal.Data;
import io.sluice.feed.BrokerSignal.Gap;
import io.sluice.feed.BrokerSignal.OwnerMoved;
import io.sluice.feed.BrokerSignal.Reset;
import io.sluice.feed.BrokerSignal.Snapshot;
import io.sluice.feed.BrokerSignal.Suspect;
import io.sluice.message.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Broker} has to do. A broker's test extends this and makes a {@link Carrier}; nothing here supposes that
 * something happens at once.
 */
public abstract class BrokerContract {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final AtomicInteger NAMES = new AtomicInteger();

    private Carrier carrier;
    private final TopicRecord record = new TopicRecord();
    private long sequence;
    private String name;

    /** Two nodes of the broker that is tested, and what can go wrong. */
    public interface Carrier {

        /**
         * One of the two.
         *
         * @param index 0 or 1
         */
        Broker node(int index);

        /** The topic, which is in use, begins a new epoch, with nothing in it. */
        void reset(String topic);

        /** The next {@code n} values to who is subscribed on node 1 get lost, and that is noticed. */
        void lose(String topic, int n);

        /** Who is subscribed on node 1 hears nothing of the sender for a while. */
        void suspect(String topic);

        /** The topic moves to another owner. Does nothing where there is no such thing, and says so. */
        boolean move(String topic);

        void close();
    }

    protected abstract Carrier carrier();

    /** Random runs; each takes as long as the broker does. */
    protected int runs() {
        return 200;
    }

    @BeforeEach
    void open() {
        carrier = carrier();
        name = "contract." + NAMES.incrementAndGet();
    }

    @AfterEach
    void close() {
        carrier.close();
    }

    private TopicConfig plain(int count) {
        return new TopicConfig(name, new Retention(count, 1 << 20, Duration.ofMinutes(5)), 0);
    }

    private TopicConfig stateful(int count) {
        return new TopicConfig(name, new Retention(count, 1 << 20, Duration.ofMinutes(5)), 100);
    }

    private Published publish(TopicConfig topic, Entry entry) {
        Published published = carrier.node(0)
                .publish(topic, new Publication(7, ++sequence, entry))
                .timeout(10, TimeUnit.SECONDS)
                .blockingGet();
        record.published(published.position(), entry);
        return published;
    }

    private Position publish(TopicConfig topic, String text) {
        return publish(topic, Entry.of(Message.text(text))).position();
    }

    private SignalAudit subscribe(TopicConfig topic, Start start, long demand) {
        return SignalAudit.of(carrier.node(1), topic, start, demand);
    }

    /** Like {@link #subscribe}, and waits until it stands. */
    private SignalAudit opened(TopicConfig topic, Start start, long demand) {
        SignalAudit audit = subscribe(topic, start, demand);
        soon().until(() -> audit.at() != null);
        return audit;
    }

    private static ConditionFactory soon() {
        return await().atMost(PATIENCE).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(2));
    }

    private void awaitAt(SignalAudit audit, Position position) {
        soon().until(() -> position.equals(audit.at()) && !audit.owesSnapshot());
        audit.assertMatches(record);
    }

    @Test
    void offsetsBeginAtOneAndFollowOneAnother() {
        TopicConfig topic = plain(10);
        assertThat(publish(topic, "a").offset()).isEqualTo(1);
        assertThat(publish(topic, "b").offset()).isEqualTo(2);
        assertThat(record.positions())
                .extracting(Position::epoch)
                .containsOnly(record.positions().get(0).epoch());
    }

    @Test
    void whoStartsNowGetsWhatComesLater() {
        TopicConfig topic = plain(10);
        Position before = publish(topic, "before");
        SignalAudit audit = opened(topic, Start.now(), 100);
        assertThat(audit.opened()).isEqualTo(new BrokerSignal.Opened(before, before.offset(), true, false));
        awaitAt(audit, publish(topic, "after"));
        assertThat(audit.values()).containsExactly("after");
    }

    @Test
    void whoComesBackGetsExactlyWhatItMissed() {
        TopicConfig topic = plain(10);
        Position seen = publish(topic, "a");
        publish(topic, "b");
        Position last = publish(topic, "c");
        SignalAudit audit = opened(topic, Start.after(seen), 100);
        awaitAt(audit, last);
        assertThat(audit.opened()).isEqualTo(new BrokerSignal.Opened(seen, last.offset(), true, false));
        assertThat(audit.values()).containsExactly("b", "c");
        awaitAt(audit, publish(topic, "d"));
        assertThat(audit.values()).containsExactly("b", "c", "d");
    }

    @Test
    void whoComesBackTooLateIsToldSoAndGetsNoPart() {
        TopicConfig topic = plain(2);
        Position seen = publish(topic, "a");
        publish(topic, "b");
        publish(topic, "c");
        Position last = publish(topic, "d");
        SignalAudit audit = opened(topic, Start.after(seen), 100);
        assertThat(audit.opened()).isEqualTo(new BrokerSignal.Opened(last, last.offset(), false, false));
        awaitAt(audit, publish(topic, "e"));
        assertThat(audit.values()).containsExactly("e");
    }

    @Test
    void aPositionOfAnotherEpochOrOfTheFutureIsNotRecovered() {
        TopicConfig topic = plain(10);
        Position last = publish(topic, "a");
        Position elsewhere = new Position(last.epoch() + 1, last.offset());
        for (Position asked : List.of(elsewhere, last.plus(1))) {
            SignalAudit audit = opened(topic, Start.after(asked), 100);
            assertThat(audit.opened().recovered()).isFalse();
            assertThat(audit.opened().base()).isEqualTo(last);
        }
    }

    @Test
    void theStateComesWholeAndThenWhatFollowsIt() {
        TopicConfig topic = stateful(2);
        publish(topic, Entry.of("x", Message.text("x1")));
        publish(topic, Entry.of("y", Message.text("y1")));
        publish(topic, Entry.of("z", Message.text("z1")));
        publish(topic, Entry.of("x", Message.text("x2")));
        Position last = publish(topic, Entry.deletion("y")).position();
        SignalAudit audit = opened(topic, Start.snapshot(), 100);
        awaitAt(audit, last);
        assertThat(audit.opened()).isEqualTo(new BrokerSignal.Opened(last, last.offset(), true, true));
        assertThat(audit.signals(Snapshot.class).get(0).values())
                .extracting(data -> SignalAudit.text(data.entry()))
                .containsExactly("z1", "x2");
        awaitAt(audit, publish(topic, Entry.of("y", Message.text("y2"))).position());
        assertThat(audit.values()).containsExactly("y2");
    }

    @Test
    void whoComesBackTooLateToAStateGetsTheState() {
        TopicConfig topic = stateful(1);
        Position seen = publish(topic, Entry.of("x", Message.text("x1"))).position();
        publish(topic, Entry.of("y", Message.text("y1")));
        Position last = publish(topic, Entry.of("x", Message.text("x2"))).position();
        SignalAudit audit = opened(topic, Start.after(seen), 100);
        awaitAt(audit, last);
        assertThat(audit.opened()).isEqualTo(new BrokerSignal.Opened(last, last.offset(), false, true));
        assertThat(audit.signals(Snapshot.class)).hasSize(1);
    }

    @Test
    void aSnapshotOfATopicWithoutAStateIsNotRecovered() {
        TopicConfig topic = plain(10);
        publish(topic, "a");
        assertThat(opened(topic, Start.snapshot(), 100).opened().recovered()).isFalse();
    }

    @Test
    void theOldestThereIsComesFirstAndTheStateAfterIt() {
        TopicConfig topic = stateful(2);
        for (int i = 0; i < 5; i++) {
            publish(topic, Entry.of("k" + i, Message.text("v" + i)));
        }
        Position last = record.positions().get(4);
        SignalAudit audit = opened(topic, Start.oldest(), 100);
        awaitAt(audit, last);
        assertThat(audit.values()).containsExactly("v3", "v4");
        assertThat(audit.signals(Snapshot.class).get(0).values()).hasSize(5);
        assertThat(audit.signals().get(3)).isInstanceOf(Snapshot.class);
    }

    @Test
    void nothingComesThatWasNotRequested() {
        TopicConfig topic = plain(100);
        publish(topic, "a");
        Position last = publish(topic, "b");
        SignalAudit audit = subscribe(topic, Start.oldest(), 0);
        SignalAudit other = subscribe(topic, Start.oldest(), 100);
        awaitAt(other, last);
        assertThat(audit.signals()).isEmpty();
        for (int n = 1; n <= 3; n++) {
            int count = n;
            audit.request(1);
            soon().until(() -> audit.signals().size() == count);
        }
        awaitAt(audit, last);
    }

    @Test
    void whoFallsOutOfTheHistoryIsToldExactlyWhatIsMissing() {
        TopicConfig topic = stateful(3);
        SignalAudit audit = opened(topic, Start.now(), 1);
        SignalAudit witness = opened(topic, Start.now(), 100);
        for (int i = 1; i <= 10; i++) {
            publish(topic, Entry.of("k" + i % 4, Message.text("v" + i)));
        }
        Position last = record.positions().get(9);
        awaitAt(witness, last);
        audit.request(100);
        awaitAt(audit, last);
        // A broker may have had some on the way already, and the rest must come or be told of.
        List<Gap> gaps = audit.signals(Gap.class);
        assertThat(gaps).hasSize(1).allMatch(Gap::snapshot);
        assertThat(gaps.get(0).to()).isEqualTo(7);
        assertThat(audit.values()).endsWith("v8", "v9", "v10");
        assertThat(audit.values().size() + gaps.get(0).to() - gaps.get(0).from() + 1)
                .isEqualTo(10);
    }

    @Test
    void oneThatStallsHoldsUpNobody() {
        TopicConfig topic = plain(3);
        SignalAudit stalled = opened(topic, Start.now(), 1);
        SignalAudit other = opened(topic, Start.now(), Long.MAX_VALUE);
        for (int i = 0; i < 100; i++) {
            awaitAt(other, publish(topic, "v" + i));
        }
        assertThat(other.signals(Data.class)).hasSize(100);
        assertThat(stalled.signals()).hasSize(1);
    }

    @Test
    void whatIsSentAgainIsPublishedOnce() {
        TopicConfig topic = plain(10);
        SignalAudit audit = opened(topic, Start.now(), 100);
        Entry entry = Entry.of(Message.text("once"));
        Publication publication = new Publication(1, 5, entry);
        Published first = carrier.node(0).publish(topic, publication).blockingGet();
        Published again = carrier.node(0).publish(topic, publication).blockingGet();
        Published other =
                carrier.node(1).publish(topic, new Publication(2, 5, entry)).blockingGet();
        assertThat(first.duplicate()).isFalse();
        assertThat(again).isEqualTo(new Published(first.position(), true));
        assertThat(other).isEqualTo(new Published(first.position().plus(1), false));
        record.published(first.position(), entry);
        record.published(other.position(), entry);
        awaitAt(audit, other.position());
        assertThat(audit.values()).containsExactly("once", "once");
    }

    @Test
    void whatIsPublishedWithoutAnAnswerArrives() {
        TopicConfig topic = plain(10);
        SignalAudit audit = opened(topic, Start.now(), 100);
        carrier.node(0).publish(topic, Entry.of(Message.text("a")));
        carrier.node(0).publish(topic, Entry.of(Message.text("b")));
        soon().until(() -> audit.values().equals(List.of("a", "b")));
    }

    @Test
    void theHistoryCanBeReadByThePage() {
        TopicConfig topic = plain(3);
        for (int i = 1; i <= 5; i++) {
            publish(topic, "v" + i);
        }
        Position second = record.positions().get(1);
        assertThat(history(topic, second, 2)).containsExactly("v3", "v4");
        assertThat(history(topic, second.plus(2), 2)).containsExactly("v5");
        assertThat(history(topic, second.plus(3), 2)).isEmpty();
        for (Position out : List.of(record.positions().get(0), second.plus(4), new Position(second.epoch() + 1, 2))) {
            carrier.node(1)
                    .history(topic, out, 2)
                    .test()
                    .awaitDone(10, TimeUnit.SECONDS)
                    .assertError(TopicException.class);
        }
    }

    private List<String> history(TopicConfig topic, Position after, int max) {
        return carrier.node(1).history(topic, after, max).blockingGet().stream()
                .map(data -> SignalAudit.text(data.entry()))
                .toList();
    }

    @Test
    void interestCountsNodesAndNotSubscriptions() {
        TopicConfig topic = plain(3);
        TestSubscriber<Integer> interest = carrier.node(0).interest(topic).test();
        soon().until(() -> interest.values().equals(List.of(0)));
        SignalAudit first = opened(topic, Start.now(), 100);
        SignalAudit second = opened(topic, Start.now(), 100);
        SignalAudit here = SignalAudit.of(carrier.node(0), topic, Start.now(), 100);
        soon().until(() -> last(interest) == 2);
        first.cancel();
        here.cancel();
        soon().until(() -> last(interest) == 1);
        second.cancel();
        soon().until(() -> last(interest) == 0);
        assertThat(interest.values()).containsExactly(0, 1, 2, 1, 0);
        interest.cancel();
    }

    private static int last(TestSubscriber<Integer> interest) {
        return interest.values().get(interest.values().size() - 1);
    }

    @Test
    void aNewEpochIsTold() {
        TopicConfig topic = stateful(10);
        SignalAudit audit = opened(topic, Start.snapshot(), 100);
        Position last = publish(topic, Entry.of("x", Message.text("old"))).position();
        awaitAt(audit, last);
        carrier.reset(name);
        soon().until(() -> audit.signals(Reset.class).size() == 1);
        Position first = publish(topic, Entry.of("x", Message.text("new"))).position();
        awaitAt(audit, first);
        Reset reset = audit.signals(Reset.class).get(0);
        assertThat(reset.last()).isEqualTo(last);
        assertThat(reset.base()).isEqualTo(new Position(first.epoch(), 0));
        assertThat(first.epoch()).isNotEqualTo(last.epoch());
        assertThat(first.offset()).isEqualTo(1);
        assertThat(audit.signals(Snapshot.class)).hasSize(2);
        assertThat(audit.values()).containsExactly("old", "new");
    }

    @Test
    void whatGetsLostOnTheWayIsAGapOrComesAgain() {
        TopicConfig topic = plain(10);
        SignalAudit audit = opened(topic, Start.now(), 100);
        awaitAt(audit, publish(topic, "a"));
        carrier.lose(name, 2);
        publish(topic, "b");
        publish(topic, "c");
        awaitAt(audit, publish(topic, "d"));
        long missing = audit.signals(Gap.class).stream()
                .mapToLong(gap -> gap.to() - gap.from() + 1)
                .sum();
        assertThat(audit.values().size() + missing).isEqualTo(4);
    }

    @Test
    void aSuspicionIsTold() {
        TopicConfig topic = plain(10);
        SignalAudit audit = opened(topic, Start.now(), 100);
        carrier.suspect(name);
        soon().until(() -> audit.signals(Suspect.class).size() == 1);
    }

    @Test
    void aMoveIsTold() {
        TopicConfig topic = plain(10);
        SignalAudit audit = opened(topic, Start.now(), 100);
        if (carrier.move(name)) {
            soon().until(() -> audit.signals(OwnerMoved.class).size() == 1);
        }
    }

    @Test
    void aBrokerThatIsClosedEndsItsSubscriptionsAndRefuses() {
        TopicConfig topic = plain(10);
        SignalAudit audit = opened(topic, Start.now(), 1);
        carrier.node(1).close().blockingAwait();
        soon().until(audit::hasEnded);
        assertThat(audit.error()).isNull();
        SignalAudit late = subscribe(topic, Start.now(), 1);
        soon().until(late::hasEnded);
        assertThat(late.error())
                .isInstanceOfSatisfying(
                        TopicException.class,
                        refused -> assertThat(refused.reason()).isEqualTo(TopicException.Reason.CLOSED));
        carrier.node(1)
                .publish(topic, new Publication(1, 1, Entry.of(Message.text("late"))))
                .test()
                .awaitDone(10, TimeUnit.SECONDS)
                .assertError(TopicException.class);
    }

    /** To repeat a failure, run with {@code -Dsluice.seed=} and the seed it names. */
    @Test
    void everyMissingOffsetIsCoveredWhateverHappens() {
        long first = Long.getLong("sluice.seed", System.nanoTime());
        for (long seed = first; seed < first + runs(); seed++) {
            try {
                run(new Random(seed), seed - first);
            } catch (Throwable error) {
                throw new AssertionError("-Dsluice.seed=" + seed + ": " + error.getMessage(), error);
            }
        }
    }

    private void run(Random random, long number) {
        name = "random." + NAMES.incrementAndGet() + "." + number;
        int count = random.nextInt(12);
        TopicConfig topic = random.nextBoolean() ? plain(count) : stateful(count);
        TopicRecord truth = new TopicRecord();
        List<SignalAudit> live = new ArrayList<>();
        List<Position> known = new ArrayList<>();
        Position head = publishAnything(topic, random, truth, known);
        for (int i = 0; i < 150; i++) {
            int dice = random.nextInt(100);
            if (dice < 45) {
                head = publishAnything(topic, random, truth, known);
            } else if (dice < 60 && live.size() < 6) {
                live.add(SignalAudit.of(
                        carrier.node(random.nextInt(2)), topic, anyStart(random, known), random.nextInt(3)));
            } else if (dice < 90 && !live.isEmpty()) {
                live.get(random.nextInt(live.size())).request(1 + random.nextInt(8));
            } else if (dice < 93 && !live.isEmpty()) {
                live.remove(random.nextInt(live.size())).cancel();
            } else if (dice < 95) {
                carrier.reset(name);
                head = publishAnything(topic, random, truth, known);
            } else if (dice < 97) {
                carrier.lose(name, 1 + random.nextInt(3));
                head = publishAnything(topic, random, truth, known);
            } else if (dice < 98) {
                carrier.suspect(name);
            }
        }
        for (int i = 0; i < 4; i++) { // beyond what is still to be lost
            head = publishAnything(topic, random, truth, known);
        }
        Position end = head;
        for (SignalAudit audit : live) {
            audit.request(Long.MAX_VALUE);
            soon().until(() -> end.equals(audit.at()) && !audit.owesSnapshot());
            audit.assertMatches(truth);
            audit.cancel();
        }
    }

    private Position publishAnything(TopicConfig topic, Random random, TopicRecord truth, List<Position> known) {
        String key = random.nextInt(4) == 0 ? null : "k" + random.nextInt(5);
        Entry entry = key != null && random.nextInt(5) == 0
                ? Entry.deletion(key)
                : new Entry(key, Message.text("v" + ++sequence));
        Publication publication = new Publication(3, ++sequence, entry);
        Published published = carrier.node(random.nextInt(2))
                .publish(topic, publication)
                .timeout(10, TimeUnit.SECONDS)
                .blockingGet();
        assertThat(published.duplicate()).isFalse();
        truth.published(published.position(), entry);
        known.add(published.position());
        if (random.nextInt(4) == 0) {
            assertThat(carrier.node(random.nextInt(2))
                            .publish(topic, publication)
                            .blockingGet())
                    .isEqualTo(new Published(published.position(), true));
        }
        return published.position();
    }

    private static Start anyStart(Random random, List<Position> known) {
        return switch (random.nextInt(4)) {
            case 0 -> Start.now();
            case 1 -> Start.snapshot();
            case 2 -> Start.oldest();
            default -> Start.after(known.get(Math.max(0, known.size() - 1 - random.nextInt(15))));
        };
    }
}
