package io.sluice.feed.wire;

import io.sluice.message.Message;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * What one side of a connection sends: answers first, then a message of each subscription that has one, in turn. A message is
 * made when the socket asks for it, and not before, so what cannot be sent yet is left to whoever has a policy for it.
 *
 * <p>Backpressure: honoured. Threading: all but the subscriber's calls at {@code place}, which runs one task at a time and a
 * task of its own at once. For one subscriber: {@link io.sluice.connection.Connection#send}.
 *
 * <p>Memory: the answers that wait; {@link #waiting} is there for who reads requests to stop at a bound.
 */
final class Outbox implements Publisher<Message>, Subscription {

    /** A subscription's side. */
    interface Lane {

        /** The next message of it, or null if there is none now. */
        @Nullable
        Message next();
    }

    private final Executor place;
    private final Runnable room;
    private final ArrayDeque<Message> answers = new ArrayDeque<>();
    private final ArrayDeque<Lane> ready = new ArrayDeque<>();

    private @Nullable Subscriber<? super Message> downstream;
    private long demand;
    private boolean emitting;
    private boolean finishing;
    private boolean ended;

    /** @param room called when answers have gone out */
    Outbox(Executor place, Runnable room) {
        this.place = place;
        this.room = room;
    }

    @Override
    public void subscribe(Subscriber<? super Message> subscriber) {
        downstream = subscriber;
        subscriber.onSubscribe(this);
        place.execute(this::emit);
    }

    @Override
    public void request(long n) {
        place.execute(() -> {
            demand = demand + n < 0 ? Long.MAX_VALUE : demand + n;
            emit();
        });
    }

    @Override
    public void cancel() {
        place.execute(this::end);
    }

    /** Sends {@code message} before anything of a lane. */
    void answer(Message message) {
        if (!ended && !finishing) {
            answers.add(message);
            emit();
        }
    }

    /** Answers that wait. */
    int waiting() {
        return answers.size();
    }

    /** {@code lane} may have something; to be called once for each time that it has, until it was asked. */
    void ready(Lane lane) {
        if (!ended && !finishing) {
            ready.add(lane);
            emit();
        }
    }

    /** Sends the answers that wait, nothing of the lanes, and completes. */
    void finish() {
        finishing = true;
        ready.clear();
        emit();
    }

    private void end() {
        ended = true;
        answers.clear();
        ready.clear();
    }

    private void emit() {
        Subscriber<? super Message> subscriber = downstream;
        if (emitting || subscriber == null) {
            return;
        }
        emitting = true;
        while (!ended && demand > 0) {
            Message message = answers.poll();
            if (message != null) {
                room.run();
            } else {
                message = ofLanes();
            }
            if (message == null) {
                if (answers.isEmpty()) { // a lane may just have ended with one
                    break;
                }
                continue;
            }
            demand = demand == Long.MAX_VALUE ? demand : demand - 1;
            subscriber.onNext(message);
        }
        emitting = false;
        if (finishing && !ended && answers.isEmpty()) {
            end();
            subscriber.onComplete();
        }
    }

    private @Nullable Message ofLanes() {
        for (Lane lane = ready.poll(); lane != null; lane = ready.poll()) {
            Message message = lane.next();
            if (message != null) {
                ready.add(lane);
                return message;
            }
        }
        return null;
    }
}
