package io.sluice.feed.wire;

import io.sluice.fanout.SlowConsumerException;
import io.sluice.feed.Position;
import io.sluice.feed.TopicEvent;
import io.sluice.feed.TopicEvent.Gap;
import io.sluice.feed.TopicEvent.Reset;
import io.sluice.feed.TopicEvent.Snapshot;
import io.sluice.feed.TopicEvent.Started;
import io.sluice.feed.Update;
import io.sluice.message.Message;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One subscription of one client: asks its source for as much as there is credit, rate and room for, and makes messages of
 * what comes.
 *
 * <p>Invariants: the source has been asked for no more than the credit that is left, nor than {@link #WINDOW} beyond what has
 * been sent. What it is not asked for is its policy's to keep. An event is charged when it is sent.
 *
 * <p>Threading: at the connection's place.
 */
final class ServedSubscription implements Outbox.Lane {

    /** Events on their way from the policy to the socket: enough to keep it busy, few enough to be fresh. */
    static final int WINDOW = 8;

    private static final double BURST_SECONDS = 0.02;

    /** Who has to know. */
    interface Owner {

        /** It is over; {@code message} is to be the last of it. */
        void ended(ServedSubscription subscription, Message message, @Nullable FeedErrorCode code);

        /** {@code event} is being sent. */
        void sent(TopicEvent<?> event);
    }

    private final Request.Subscribe request;
    private final FeedPolicy policy;
    private final int buffer;
    private final Form form;
    private final Place place;
    private final Outbox outbox;
    private final Owner owner;
    private final PayloadWriter<?> writer;
    private final @Nullable Bucket pace;
    private final ArrayDeque<TopicEvent<?>> queue = new ArrayDeque<>();
    private final Account account = new Account();

    private @Nullable FeedSource source;
    private @Nullable SnapshotChunks snapshot;
    private @Nullable String status;
    private String detail = "";
    private long credit;
    private long used;
    private long outstanding;
    private long costly;
    private boolean started;
    private boolean ready;
    private boolean quiet;
    /** Where it is has been said. */
    private boolean settled;

    private boolean pausing;
    private boolean sourceEnded;
    private @Nullable Throwable sourceError;
    private boolean over;

    ServedSubscription(
            Request.Subscribe request,
            FeedPolicy policy,
            int buffer,
            Form form,
            PayloadWriter<?> writer,
            Place place,
            Outbox outbox,
            Owner owner) {
        this.request = request;
        this.policy = policy;
        this.buffer = buffer;
        this.form = form;
        this.writer = writer;
        this.place = place;
        this.outbox = outbox;
        this.owner = owner;
        this.credit = request.credit();
        double rate = request.rate();
        this.pace = rate == Double.POSITIVE_INFINITY
                ? null
                : new Bucket(rate, Math.max(1, rate * BURST_SECONDS), System.nanoTime());
    }

    int id() {
        return request.id();
    }

    Account account() {
        return account;
    }

    @Nullable
    Position at() {
        return account.at();
    }

    void start(FeedSource from) {
        source = from;
        from.start(this, place);
        refill();
    }

    /** {@code total} events may be sent in all. */
    void grant(long total) {
        if (total > credit) {
            credit = total;
            wake();
        }
    }

    /** No more of it. */
    void stop() {
        over = true;
        queue.clear();
        snapshot = null;
        FeedSource from = source;
        if (from != null) {
            from.cancel();
        }
    }

    /** Whether nothing was sent since this was last asked, nor is about to be. */
    boolean wasQuiet() {
        boolean was = quiet && settled && queue.isEmpty() && snapshot == null;
        quiet = true;
        return was;
    }

    // From the source.

    /** One of what was asked for has come, and is these. */
    void arrived(List<? extends TopicEvent<?>> events) {
        if (over) {
            return;
        }
        outstanding--;
        boolean value = false;
        for (TopicEvent<?> event : events) {
            queue.add(event);
            costly += costs(event) ? 1 : 0;
            started |= event instanceof Started;
            value |= event instanceof Update;
        }
        Bucket bucket = pace;
        if (!value && bucket != null) {
            bucket.putBack();
        }
        wake();
    }

    /** How the source fares; {@code asked} if it is one of what was asked for. */
    void status(String state, String why, boolean asked) {
        if (over) {
            return;
        }
        if (asked) {
            outstanding--;
        }
        status = state;
        detail = why;
        wake();
    }

    void sourceEnded(@Nullable Throwable error) {
        sourceEnded = true;
        sourceError = error;
        wake();
    }

    private void wake() {
        if (!ready && !over) {
            ready = true;
            outbox.ready(this);
        }
    }

    private static boolean costs(TopicEvent<?> event) {
        return !(event instanceof Started);
    }

    private void refill() {
        FeedSource from = source;
        if (over || sourceEnded || from == null) {
            return;
        }
        long wanted = (started ? Math.min(WINDOW, credit - used) - costly : 1) - outstanding;
        Bucket bucket = pace;
        if (wanted > 0 && bucket != null && started) {
            wanted = bucket.take(wanted, System.nanoTime());
            if (wanted == 0 && !pausing) {
                pausing = true;
                Runnable unused = place.after(bucket.millisToNext(), this::paused);
            }
        }
        if (wanted > 0) {
            outstanding += wanted;
            from.request(wanted);
        }
    }

    private void paused() {
        pausing = false;
        refill();
    }

    // From the outbox.

    @Override
    public @Nullable Message next() {
        refill();
        Message message = over ? null : message();
        if (message == null) {
            ready = false;
        } else {
            quiet = false;
            refill();
        }
        return message;
    }

    private @Nullable Message message() {
        SnapshotChunks chunks = snapshot;
        if (chunks != null) {
            Message chunk = chunks.next();
            snapshot = chunks.hasNext() ? chunks : null;
            return chunk;
        }
        String state = status;
        if (state != null && started) {
            status = null;
            return new Answer(form).status(id(), state, detail);
        }
        TopicEvent<?> event = queue.peek();
        if (event == null || (costs(event) && used >= credit)) {
            if (sourceEnded) {
                end();
            }
            return null;
        }
        TopicEvent<?> unused = queue.poll();
        if (costs(event)) {
            costly--;
            used++;
        }
        return message(event);
    }

    private @Nullable Message message(TopicEvent<?> event) {
        settled = !(event instanceof Started<?> begun) || begun.recovered();
        account.sent(event);
        owner.sent(event);
        Answer answer = new Answer(form);
        if (event instanceof Update<?> update) {
            return writer.data(id(), update);
        } else if (event instanceof Started<?> start) {
            return answer.subscribed(id(), start, writer.isStateful(), policy, buffer);
        } else if (event instanceof Gap<?> gap) {
            return answer.gap(id(), gap);
        } else if (event instanceof Reset<?> reset) {
            return answer.reset(id(), reset);
        }
        snapshot = new SnapshotChunks(form, id(), (Snapshot<?>) event, writer::entry);
        return message();
    }

    private void end() {
        Throwable cause = sourceError;
        stop();
        Answer answer = new Answer(form);
        if (cause == null) {
            owner.ended(this, answer.unsubscribed(id(), account), null);
            return;
        }
        boolean slow = cause instanceof SlowConsumerException;
        FeedErrorCode code = slow ? FeedErrorCode.SLOW_CONSUMER : FeedErrorCode.TOPIC_FAILED;
        String message = slow ? "more waited than the policy allows for" : "the topic cannot go on";
        owner.ended(this, answer.error(id(), code, message), code);
    }
}
