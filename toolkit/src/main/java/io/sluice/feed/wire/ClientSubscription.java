package io.sluice.feed.wire;

import io.sluice.feed.Position;
import io.sluice.feed.Start;
import io.sluice.feed.TopicEvent;
import io.sluice.feed.TopicEvent.Gap;
import io.sluice.feed.TopicEvent.Reset;
import io.sluice.feed.TopicEvent.Started;
import io.sluice.feed.Update;
import io.sluice.internal.Demand;
import io.sluice.message.Message;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * One subscription of a client, over as many connections as it takes.
 *
 * <p>Invariants:
 * <ul>
 *   <li>The server has been granted no more events than are wanted and are not here yet, so {@code pending} holds, beside
 *       them, only what costs no credit: the beginning, and what this side has found missing.
 *   <li>{@code place} is what has been put into {@code pending}, be it emitted yet or not.
 * </ul>
 *
 * <p>Threading: {@link #request} and {@link #cancel} on any thread; the rest in the client's loop.
 */
final class ClientSubscription implements Subscription {

    private final FeedClient client;
    private final String topic;
    private final FeedRequest request;
    private final FeedClientOptions options;
    private final SerialLoop loop;
    private final ClientTally tally;
    private final Subscriber<? super TopicEvent<Message>> downstream;
    private final ArrayDeque<TopicEvent<Message>> pending = new ArrayDeque<>();
    private final ResumePoint place = new ResumePoint();

    private int id;
    private long requested;
    private boolean emitting;
    private boolean done;
    private boolean ending;
    private @Nullable Throwable cause;

    // Of the present connection.

    private @Nullable ClientLink link;
    private boolean fromSnapshot;
    private boolean confirmed;
    private boolean keyed;
    private boolean snapshotComesLast;
    private long granted;
    private long received;
    private @Nullable CreditLane lane;
    private @Nullable SnapshotAssembly snapshot;

    /** What is known is not the state, and will not be before a snapshot has come. */
    private boolean awaitsSnapshot;

    ClientSubscription(
            FeedClient client,
            String topic,
            FeedRequest request,
            FeedClientOptions options,
            SerialLoop loop,
            ClientTally tally,
            Subscriber<? super TopicEvent<Message>> downstream) {
        this.client = client;
        this.topic = topic;
        this.request = request;
        this.options = options;
        this.loop = loop;
        this.tally = tally;
        this.downstream = downstream;
    }

    // From the subscriber.

    @Override
    public void request(long n) {
        IllegalArgumentException wrong = Demand.violation(n);
        loop.execute(() -> {
            if (wrong != null) {
                unsubscribe();
                ended(wrong);
                return;
            }
            requested = Demand.add(requested, n);
            emit();
        });
    }

    @Override
    public void cancel() {
        loop.execute(() -> {
            if (!done) {
                done = true;
                pending.clear();
                unsubscribe();
                client.left(id);
            }
        });
    }

    private void unsubscribe() {
        ClientLink present = link;
        link = null;
        if (present != null && present.isOpen()) {
            present.send(new Request.Unsubscribe(id));
        }
    }

    // From the client.

    void joined(int as) {
        id = as;
        if (done) { // cancelled before
            client.left(id);
        }
    }

    /** It goes on over {@code present}. */
    void attach(ClientLink present) {
        if (done || ending) {
            return;
        }
        link = present;
        lane = new CreditLane(present);
        confirmed = false;
        snapshot = null;
        received = 0;
        granted = wanted();
        fromSnapshot = awaitsSnapshot;
        Start from = !place.isSet() ? request.start() : fromSnapshot ? Start.snapshot() : Start.after(place.safe());
        present.send(
                new Request.Subscribe(id, topic, from, request.policy(), request.buffer(), request.rate(), granted));
    }

    void detach() {
        link = null;
        snapshot = null;
    }

    /** Whether that is not beyond what has come here. */
    boolean hasComeTo(Position at) {
        return !confirmed || keyed || awaitsSnapshot || at.equals(place.safe());
    }

    void ended(@Nullable Throwable why) {
        if (!done && !ending) {
            ending = true;
            cause = why;
            if (why != null) { // does not wait for demand, which may never come
                pending.clear();
            }
            client.left(id);
            emit();
        }
    }

    // From the server.

    void take(ClientLink from, String type, Fields fields) throws MalformedMessageException {
        if (from != link || done || ending) {
            return;
        }
        if (type.equals("error")) {
            error(fields);
        } else if (type.equals("unsubscribed")) {
            link = null;
            ended(null);
        } else if (type.equals("subscribed")) {
            subscribed(fields);
        } else if (confirmed) {
            event(type, fields);
        }
        emit();
    }

    private void error(Fields fields) throws MalformedMessageException {
        int code = (int) fields.integer("code", 0, Integer.MAX_VALUE);
        link = null;
        if (code != FeedErrorCode.GOING_AWAY.code()) { // there, the next connection will do
            ended(new FeedException(code, fields.text("message")));
        }
    }

    private void subscribed(Fields fields) throws MalformedMessageException {
        Position at = new Position(fields.epoch("epoch"), fields.offset("offset"));
        boolean recovered = fields.flag("recovered");
        String policy = fields.text("policy");
        confirmed = true;
        keyed = policy.equals(FeedPolicy.CONFLATE.word());
        snapshotComesLast = policy.equals(FeedPolicy.BACKPRESSURE.word()) && fields.flag("stateful");
        if (!place.isSet()) {
            begin(at, recovered);
            return;
        }
        (recovered && !fromSnapshot ? tally.recovered : tally.unrecovered).increment();
        if (fromSnapshot) {
            for (TopicEvent<Message> missing : place.<Message>missingBefore(at)) {
                pending.add(missing);
            }
            place.set(at);
        } else if (!recovered) {
            awaitsSnapshot = true;
            place.set(unrecovered(place.safe(), at));
        } else if (at.equals(place.safe())) {
            place.resumed();
        } else {
            throw new MalformedMessageException("it has not begun where it says");
        }
    }

    /** For the first time. What is missing, if it was not recovered, comes from the server as seen from where it was asked. */
    private void begin(Position at, boolean recovered) {
        boolean after = request.start() instanceof Start.After;
        place.set(!recovered && request.start() instanceof Start.After asked ? unrecovered(asked.position(), at) : at);
        awaitsSnapshot = request.start() instanceof Start.Snapshot
                || (after && !recovered)
                || (request.start() instanceof Start.Oldest && snapshotComesLast);
        pending.add(new Started<>(at, recovered));
    }

    /** Where what comes goes on from: a gap from {@code last} to {@code at} comes first, unless there can be none. */
    private static Position unrecovered(Position last, Position at) {
        return last.epoch() == at.epoch() && last.offset() > at.offset() ? at : last;
    }

    private void event(String type, Fields fields) throws MalformedMessageException {
        switch (type) {
            case "data" -> data(fields);
            case "gap" -> gap(fields);
            case "reset" -> reset(fields);
            case "snapshot-begin" -> snapshot = new SnapshotAssembly(fields, options.snapshotBytes());
            case "snapshot-entries" -> assembly().add(fields.list("entries"));
            case "snapshot-end" -> snapshotEnd();
            default -> {
                // of a newer server
            }
        }
    }

    private void data(Fields fields) throws MalformedMessageException {
        received++;
        long offset = fields.offset("offset");
        long count = fields.integer("count", 1, Fields.MAX_INTEGER, 1);
        long first = fields.integer("first", 1, Fields.MAX_INTEGER, offset);
        String key = fields.optionalText("key");
        Message payload = fields.payload();
        long epoch = place.safe().epoch();
        switch (place.value(keyed, key, offset, count, first)) {
            case MISPLACED -> throw new MalformedMessageException("something is missing");
            case REPEATED -> tally.repeated.increment();
            case NEW -> {
                tally.values.increment();
                tally.merged.add(count - 1);
                pending.add(new Update<>(new Position(epoch, offset), key, payload, payload, count, first));
            }
        }
        awaitsSnapshot = awaitsSnapshot && snapshotComesLast;
    }

    private void gap(Fields fields) throws MalformedMessageException {
        received++;
        Gap<Message> gap = new Gap<>(fields.epoch("epoch"), fields.offset("from"), fields.offset("to"));
        if (!place.gap(keyed, gap.epoch(), gap.from(), gap.to())) {
            throw new MalformedMessageException("the gap is elsewhere");
        }
        tally.dropped.add(gap.to() - gap.from() + 1);
        awaitsSnapshot = true;
        pending.add(gap);
    }

    private void reset(Fields fields) throws MalformedMessageException {
        received++;
        Position last = new Position(fields.epoch("lastEpoch"), fields.offset("lastOffset"));
        Position base = new Position(fields.epoch("epoch"), fields.offset("offset"));
        place.set(base);
        awaitsSnapshot = true;
        pending.add(new Reset<>(last, base));
    }

    private SnapshotAssembly assembly() throws MalformedMessageException {
        SnapshotAssembly present = snapshot;
        if (present == null) {
            throw new MalformedMessageException("a snapshot goes on that has not begun");
        }
        return present;
    }

    private void snapshotEnd() throws MalformedMessageException {
        received++;
        TopicEvent.Snapshot<Message> whole = assembly().end();
        snapshot = null;
        awaitsSnapshot = false;
        place.set(whole.at());
        pending.add(whole);
    }

    // To the subscriber, and to the server.

    private void emit() {
        if (emitting || done) {
            return;
        }
        emitting = true;
        while (!done && requested > 0 && !pending.isEmpty()) {
            requested = Demand.produced(requested, 1);
            downstream.onNext(pending.remove());
        }
        emitting = false;
        if (ending && !done && pending.isEmpty()) {
            done = true;
            Throwable why = cause;
            if (why == null) {
                downstream.onComplete();
            } else {
                downstream.onError(why);
            }
        }
        grant();
    }

    /** Events that may still come, beside those that are here. */
    private long wanted() {
        int beginning = place.isSet() ? 0 : 1;
        return Math.min(options.window(), Math.max(0, requested - pending.size() - beginning));
    }

    /** A grant is due when there is nothing left of the last one, or half a window to add. */
    private boolean isGrantDue() {
        long open = granted - received;
        long more = wanted() - open;
        return !done && more > 0 && (open <= 0 || more >= options.window() / 2);
    }

    private void grant() {
        CreditLane present = lane;
        if (link != null && present != null && !present.ready && isGrantDue()) {
            present.ready = true;
            present.to.outbox().ready(present);
        }
    }

    /** Grants over one connection. */
    private final class CreditLane implements Outbox.Lane {

        final ClientLink to;
        boolean ready;

        CreditLane(ClientLink to) {
            this.to = to;
        }

        @Override
        public @Nullable Message next() {
            if (to != link || !isGrantDue()) {
                ready = false;
                return null;
            }
            granted = received + wanted();
            return new Request.Credit(id, granted).write(to.form());
        }
    }
}
