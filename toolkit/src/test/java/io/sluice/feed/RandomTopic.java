package io.sluice.feed;

import io.reactivex.rxjava3.schedulers.TestScheduler;
import io.sluice.fanout.HubCounters;
import io.sluice.message.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** One topic under random operations and faults, on one thread, its subscribers each beside an audit. */
final class RandomTopic {

    private static final String NAME = "t";
    private static final List<Delivery<String>> DELIVERIES = List.of(
            Delivery.latest(),
            Delivery.disconnect(3, 1000),
            Delivery.dropOldest(2, 1000),
            Delivery.dropNewest(2, 1000),
            Delivery.conflate(100),
            Delivery.backpressure(2, Duration.ofHours(1)));

    private final Random random;
    private final TestScheduler scheduler = new TestScheduler();
    private final MemoryBroker broker =
            MemoryBroker.create(new MemoryLimits(10, 1 << 20, Duration.ofDays(1)), scheduler);
    private final TopicSpec<String> spec;
    private final Topic<String> topic;
    private final TopicRecord record = new TopicRecord();
    private final List<TopicAudit> all = new ArrayList<>();
    private final List<Position> known = new ArrayList<>();
    private long values;
    private Position head;
    private long cancelled;

    RandomTopic(long seed) {
        random = new Random(seed);
        Retention retention = new Retention(random.nextInt(10), 1000, Duration.ofMinutes(10));
        TopicSpec<String> of = random.nextBoolean() ? Texts.spec(NAME) : Texts.stateful(NAME);
        spec = of.withRetention(retention);
        topic = Topics.on(broker, 10, 1 << 20, scheduler).topic(spec);
        head = publish();
    }

    void run(int operations) {
        for (int i = 0; i < operations; i++) {
            operate();
        }
        broker.faults().release(NAME);
        all.forEach(audit -> audit.request(Long.MAX_VALUE));
        for (int i = 0; i < 5; i++) { // so that what was lost, or dropped, at the very end is noticed
            head = publish();
        }
        int whole = 0;
        for (TopicAudit audit : all) {
            if (!audit.hasEnded()) {
                audit.assertWhole(record, head);
                whole++;
            }
        }
        TopicCounters counters = topic.counters();
        HubCounters sums = counters.delivery();
        same("subscribers", counters.subscribers(), whole);
        same("members", sums.members(), whole);
        same("offered", sums.offered(), sums.delivered() + sums.conflated() + sums.dropped() + sums.queued());
        same("queued", sums.queued(), 0);
        long seen = all.stream().filter(audit -> audit.error() != null).count();
        if (sums.disconnects() < seen || sums.disconnects() > seen + cancelled) { // who cancels may not have seen it
            throw new AssertionError("disconnects: " + sums.disconnects() + ", but " + seen + " have seen theirs");
        }
        all.forEach(TopicAudit::cancel);
        scheduler.advanceTimeBy(1, TimeUnit.MINUTES);
        same("subscriptions left over", broker.counters().subscriptions(), 0);
    }

    private void operate() {
        int dice = random.nextInt(1000);
        if (dice < 480) {
            head = publish();
        } else if (dice < 600) {
            join();
        } else if (dice < 880) {
            anyone().request(1 + random.nextInt(6));
        } else if (dice < 910) {
            TopicAudit leaver = anyone();
            all.remove(leaver);
            leaver.cancel();
            cancelled++;
        } else if (dice < 930) {
            broker.faults().lose(NAME, 1 + random.nextInt(3));
        } else if (dice < 945) {
            broker.faults().reset(NAME);
            head = publish();
        } else if (dice < 955) {
            resetKeepingState();
        } else if (dice < 970) {
            broker.faults().hold(NAME);
        } else if (dice < 985) {
            broker.faults().release(NAME);
        } else if (dice < 993) {
            broker.faults().tell(NAME, new BrokerSignal.Suspect("silent"));
        } else {
            scheduler.advanceTimeBy(random.nextInt(8), TimeUnit.SECONDS);
        }
    }

    private void join() {
        Start start = switch (random.nextInt(4)) {
            case 0 -> Start.now();
            case 1 -> Start.snapshot();
            case 2 -> Start.oldest();
            default -> Start.after(known.get(Math.max(0, known.size() - 1 - random.nextInt(12))));
        };
        all.add(TopicAudit.of(topic, start, DELIVERIES.get(random.nextInt(DELIVERIES.size())), random.nextInt(4)));
    }

    private TopicAudit anyone() {
        if (all.isEmpty()) {
            join();
        }
        return all.get(Math.max(0, all.size() - 1 - random.nextInt(8)));
    }

    private Position publish() {
        String key = random.nextInt(3) == 0 ? null : "k" + random.nextInt(4);
        int dice = random.nextInt(20);
        Entry entry;
        if (key == null) {
            entry = Entry.of(Message.text(dice == 0 ? Texts.MALFORMED : "v" + ++values));
        } else {
            entry = dice < 4 ? Entry.deletion(key) : Entry.of(key, Message.text(key + "=" + ++values));
        }
        Position position = broker.publish(spec.config(), new Publication(1, known.size() + 1, entry))
                .blockingGet()
                .position();
        record.published(position, entry);
        known.add(position);
        return position;
    }

    private void resetKeepingState() {
        List<Entry> state = spec.config().isStateful() ? List.copyOf(record.stateAt(head)) : List.of();
        broker.faults().resetKeepingState(NAME);
        SignalAudit probe = SignalAudit.of(broker, spec.config(), Start.now(), 1);
        Position at = probe.opened().base();
        probe.cancel();
        for (int i = 0; i < state.size(); i++) {
            record.published(new Position(at.epoch(), i + 1), state.get(i));
        }
        head = publish();
    }

    private static void same(String what, long is, long expected) {
        if (is != expected) {
            throw new AssertionError(what + ": " + is + ", but should be " + expected);
        }
    }
}
