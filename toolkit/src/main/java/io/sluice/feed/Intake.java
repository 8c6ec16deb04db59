package io.sluice.feed;

import io.reactivex.rxjava3.core.FlowableSubscriber;
import io.sluice.convert.Codec;
import io.sluice.feed.BrokerSignal.Data;
import io.sluice.feed.BrokerSignal.Gap;
import io.sluice.feed.BrokerSignal.Opened;
import io.sluice.feed.BrokerSignal.Reset;
import io.sluice.feed.BrokerSignal.Snapshot;
import io.sluice.internal.DeferredSubscription;
import io.sluice.message.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;

/**
 * A node's one subscription to a topic: decodes, and cuts what comes into {@link Run}s.
 *
 * <p>Threading: the broker's, one signal at a time; {@link #cancel} and the hub's demand on any thread.
 *
 * <p>Demand: what the hub of the present run wants, and one for each signal that is none of its values. What an ended run had
 * wanted and did not get is left to the next.
 */
final class Intake<T> implements FlowableSubscriber<BrokerSignal> {

    /** Who is told what has become of the topic. */
    interface Owner<T> {

        Run<T> newRun(Intake<T> intake, Position base);

        /** From now on members may enter {@code run}. */
        void ready(Intake<T> intake, Run<T> run);

        /** Members are to wait for the next run. */
        void interrupted(Intake<T> intake);

        /** There is no more to come. Called before the run's members are told. */
        void ended(Intake<T> intake, @Nullable Throwable cause);

        void status(TopicStatus status);
    }

    private final Owner<T> owner;
    private final Codec<T> codec;
    private final TopicAccount account;
    private final DeferredSubscription upstream = new DeferredSubscription();

    private volatile boolean cancelled;

    private @Nullable Run<T> run;
    private Position at = new Position(0, 0);
    private boolean ready;
    private boolean awaitsSnapshot;
    private long readyAt;

    // Guarded by this.

    /** Requested from the broker for a hub, and not come yet. */
    private long outstanding;
    /** What of that was wanted by runs that have ended. */
    private long leftOver;

    Intake(Owner<T> owner, Codec<T> codec, TopicAccount account) {
        this.owner = owner;
        this.codec = codec;
        this.account = account;
    }

    /** The hub of a run wants {@code n} values more. */
    void demand(long n) {
        long fresh;
        synchronized (this) {
            long left = Math.min(leftOver, n);
            leftOver -= left;
            fresh = n - left;
            outstanding += fresh;
        }
        if (fresh > 0) {
            upstream.request(fresh);
        }
    }

    void cancel() {
        cancelled = true;
        upstream.cancel();
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        if (upstream.set(subscription)) {
            subscription.request(1);
        }
    }

    @Override
    public void onNext(BrokerSignal signal) {
        if (cancelled) {
            return;
        }
        if (signal instanceof Data data) {
            accept(data);
            return;
        }
        if (signal instanceof Opened opened) {
            begin(opened.base(), opened.head(), opened.snapshot());
        } else if (signal instanceof Gap gap) {
            account.missing(gap.to() - gap.from() + 1);
            interrupt();
            begin(new Position(gap.epoch(), gap.to()), gap.to(), gap.snapshot());
        } else if (signal instanceof Reset reset) {
            account.reset();
            interrupt();
            begin(reset.base(), reset.head(), reset.snapshot());
        } else if (signal instanceof Snapshot snapshot) {
            present().replica.replaceState(decoded(snapshot.values()));
            awaitsSnapshot = false;
        } else {
            owner.status(TopicStatus.of(signal));
        }
        if (!(signal instanceof Opened)) { // the one requested for it was used for this
            upstream.request(1);
        }
        lookWhetherReady();
    }

    @Override
    public void onError(Throwable error) {
        end(error);
    }

    @Override
    public void onComplete() {
        end(null);
    }

    private void accept(Data data) {
        synchronized (this) {
            outstanding--;
        }
        account.received();
        at = data.position();
        Update<T> update;
        try {
            update = decode(data);
        } catch (Exception undecodable) {
            skip(data);
            return;
        }
        present().next(update);
        lookWhetherReady();
    }

    /** A value that is not what the codec understands is lost: nobody can be given it, and all are told. */
    private void skip(Data data) {
        account.undecodable();
        List<Update<T>> state = present().replica.state();
        boolean snapshot = awaitsSnapshot;
        long head = readyAt;
        interrupt();
        begin(data.position(), head, snapshot);
        present().replica.replaceState(state);
        lookWhetherReady();
    }

    private Update<T> decode(Data data) throws Exception {
        Entry entry = data.entry();
        Message payload = entry.payload();
        T value = payload == null ? null : Objects.requireNonNull(codec.decode(payload), "the codec has decoded null");
        return new Update<>(
                data.position(), entry.key(), value, payload, 1, data.position().offset());
    }

    private List<Update<T>> decoded(List<Data> values) {
        List<Update<T>> state = new ArrayList<>();
        for (Data data : values) {
            try {
                state.add(decode(data));
            } catch (Exception undecodable) {
                account.undecodable();
            }
        }
        return state;
    }

    private void interrupt() {
        ready = false;
        owner.interrupted(this);
        synchronized (this) {
            leftOver = outstanding;
        }
        present().complete();
    }

    private void begin(Position base, long head, boolean snapshot) {
        at = base;
        readyAt = Math.max(head, base.offset());
        awaitsSnapshot = snapshot;
        run = owner.newRun(this, base);
    }

    /** Members enter when what had been published before has come: what comes to them live is live. */
    private void lookWhetherReady() {
        if (!ready && !awaitsSnapshot && at.offset() >= readyAt) {
            ready = true;
            owner.ready(this, present());
        }
    }

    private void end(@Nullable Throwable cause) {
        if (cancelled) {
            return;
        }
        owner.ended(this, cause);
        Run<T> last = run;
        if (last != null && cause == null) {
            last.complete();
        } else if (last != null && cause != null) {
            last.fail(cause);
        }
    }

    private Run<T> present() {
        return Objects.requireNonNull(run, "the broker did not say that the subscription stands");
    }
}
