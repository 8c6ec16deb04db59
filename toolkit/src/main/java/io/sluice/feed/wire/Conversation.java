package io.sluice.feed.wire;

import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.CompletableEmitter;
import io.reactivex.rxjava3.core.FlowableSubscriber;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.subjects.CompletableSubject;
import io.sluice.connection.Connection;
import io.sluice.message.CloseCode;
import io.sluice.message.CloseException;
import io.sluice.message.CloseStatus;
import io.sluice.message.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;

/**
 * The server's side of one connection: reads what the client wants, one message at a time, and has it done.
 *
 * <pre>
 *   hello ──> decided about ──> open ──> ended: by the client, by {@link #fail}, by {@link #goAway}
 * </pre>
 *
 * <p>Invariants: a message is read when the one before has been dealt with, a hello has been decided about, and fewer than
 * {@link #MOST_ANSWERS} answers wait.
 *
 * <p>Threading: at the connection's place, but for {@link #goAway}.
 */
final class Conversation implements FlowableSubscriber<Message>, Doorkeeper.Owner {

    private static final int MOST_ANSWERS = 64;
    /** For the last answer to be taken by the socket. */
    private static final long LAST_ANSWER_MILLIS = 250;
    /** For the close handshake with a client that has no business here any more: within a second all in all. */
    private static final long CUT_MILLIS = 900;

    private final FeedEndpoint endpoint;
    private final Connection connection;
    private final Place place;
    private final CompletableEmitter work;
    private final Outbox outbox;
    private final Doorkeeper door;
    private final Bucket pace;
    private final CompletableSubject ended = CompletableSubject.create();
    private final List<Runnable> timers = new ArrayList<>();

    private Form form = Form.JSON;
    private @Nullable Subscriptions subscriptions;
    private @Nullable Subscription inbound;
    private Disposable sending = Disposable.disposed();
    /** Done when all has been sent. */
    private Runnable lastWord = () -> {};

    private boolean reading;
    private boolean closing;
    private boolean over;

    Conversation(FeedEndpoint endpoint, Connection connection, Place place, CompletableEmitter work) {
        this.endpoint = endpoint;
        this.connection = connection;
        this.place = place;
        this.work = work;
        FeedLimits limits = endpoint.options().limits();
        outbox = new Outbox(place, this::readOn);
        door = new Doorkeeper(connection, endpoint.options().authorizer(), limits, place, this);
        pace = new Bucket(limits.messagesPerSecond(), limits.messageBurst(), System.nanoTime());
    }

    void begin() {
        work.setCancellable(() -> place.execute(this::end));
        endpoint.joined(this);
        sending = connection
                .send(outbox)
                .subscribe(() -> place.execute(() -> lastWord.run()), gone -> place.execute(this::end));
        connection.messages().subscribe(this);
        if (!FeedEndpoint.SUBPROTOCOL.equals(connection.subprotocol())) {
            fail(FeedErrorCode.NO_SUBPROTOCOL, "the subprotocol " + FeedEndpoint.SUBPROTOCOL + " was not agreed on");
            return;
        }
        after(endpoint.options().limits().helloTimeout(), () -> {
            if (!door.hasBeenAsked()) {
                fail(FeedErrorCode.TOO_LATE, "no hello came in time");
            }
        });
    }

    private void after(Duration time, Runnable task) {
        if (!closing) {
            timers.add(place.after(time.toMillis(), task));
        }
    }

    /** Says so, and closes in {@code grace}; completes when it has ended. Any thread. */
    Completable goAway(Duration grace) {
        place.execute(() -> {
            if (closing) {
                return;
            }
            outbox.answer(new Answer(form).goaway(grace.toMillis()));
            after(grace, () -> close(CloseStatus.of(CloseCode.GOING_AWAY, "the server goes away"), false));
        });
        return ended;
    }

    // What the client sends.

    @Override
    public void onSubscribe(Subscription subscription) {
        inbound = subscription;
        readOn();
    }

    @Override
    public void onNext(Message message) {
        place.execute(() -> {
            reading = false;
            if (closing) {
                return;
            }
            endpoint.tally().requests.increment();
            if (pace.take(1, System.nanoTime()) == 0) {
                fail(FeedErrorCode.TOO_MANY_MESSAGES, "the client sends faster than it may");
            } else if (message.size() > endpoint.options().limits().messageBytes()) {
                fail(FeedErrorCode.MESSAGE_TOO_LARGE, "a message larger than it may be");
            } else {
                read(message);
                readOn();
            }
        });
    }

    @Override
    public void onError(Throwable gone) {
        place.execute(this::end);
    }

    @Override
    public void onComplete() {
        place.execute(this::end);
    }

    private void readOn() {
        Subscription source = inbound;
        if (source != null && !reading && !closing && !door.isDeciding() && outbox.waiting() < MOST_ANSWERS) {
            reading = true;
            source.request(1);
        }
    }

    private void read(Message message) {
        Request request;
        try {
            request = Request.read(message);
        } catch (MalformedMessageException malformed) {
            fail(FeedErrorCode.MALFORMED, String.valueOf(malformed.getMessage()));
            return;
        }
        Subscriptions open = subscriptions;
        if (request instanceof Request.Hello hello) {
            hello(hello, Form.of(message));
        } else if (open == null) {
            fail(FeedErrorCode.OUT_OF_ORDER, "the first message is hello");
        } else if (request instanceof Request.Token token) {
            door.renew(token.token());
        } else if (request instanceof Request.Ping ping) {
            outbox.answer(new Answer(form).pong(ping.n()));
        } else {
            open.accept(request);
        }
    }

    private void hello(Request.Hello hello, Form spoken) {
        if (door.hasBeenAsked()) {
            fail(FeedErrorCode.OUT_OF_ORDER, "hello comes once");
            return;
        }
        form = spoken;
        door.ask(hello.token());
    }

    // From the doorkeeper.

    @Override
    public void admitted(FeedSession session) {
        Subscriptions open = new Subscriptions(endpoint, door, form, place, outbox);
        subscriptions = open;
        FeedOptions options = endpoint.options();
        outbox.answer(new Answer(form).welcome(options, session));
        after(options.limits().subscribeTimeout(), () -> {
            if (!open.hasBeenUsed()) {
                fail(FeedErrorCode.TOO_LATE, "nothing was subscribed to in time");
            }
        });
        timers.add(place.every(options.heartbeat().toMillis(), () -> beat(open)));
        readOn();
    }

    /** One that could not leave yet says that it lives as well as two. */
    private void beat(Subscriptions open) {
        if (outbox.waiting() < MOST_ANSWERS) {
            outbox.answer(new Answer(form).heartbeat(open.quiet()));
        }
    }

    @Override
    public void renewed(FeedSession session) {
        Subscriptions open = subscriptions;
        if (open != null) {
            outbox.answer(new Answer(form).authorized(session));
            open.ask(session);
        }
    }

    @Override
    public void notRenewed() {
        outbox.answer(new Answer(form).error(FeedErrorCode.TOKEN_REFUSED, "the token was refused"));
    }

    @Override
    public void fail(FeedErrorCode code, String message) {
        if (closing) {
            return;
        }
        endpoint.tally().failed.increment();
        outbox.answer(new Answer(form).error(code, message));
        boolean cut = code == FeedErrorCode.SESSION_REVOKED || code == FeedErrorCode.TOKEN_EXPIRED;
        close(CloseStatus.of(code.code(), Answer.brief(message)), cut);
    }

    // The end.

    /** After the answers that wait, if the socket takes them. */
    private void close(CloseStatus status, boolean cut) {
        if (closing) {
            return;
        }
        stop();
        CloseException reason = new CloseException(status, status.reason());
        Runnable closeNow = () -> {
            boolean unused = work.tryOnError(reason);
        };
        lastWord = closeNow;
        outbox.finish();
        Runnable unusedTimer = place.after(LAST_ANSWER_MILLIS, closeNow);
        if (cut) {
            Runnable unusedEither = place.after(CUT_MILLIS, () -> {
                if (!connection.isClosed()) {
                    connection.cancel();
                }
            });
        }
    }

    private void stop() {
        closing = true;
        timers.forEach(Runnable::run);
        timers.clear();
        door.close();
        Subscriptions open = subscriptions;
        if (open != null) {
            open.stop();
        }
    }

    /** The connection is gone, or nobody wants this work any more. */
    private void end() {
        if (over) {
            return;
        }
        over = true;
        stop();
        sending.dispose();
        Subscription source = inbound;
        if (source != null) {
            source.cancel();
        }
        endpoint.left(this);
        work.onComplete();
        ended.onComplete();
    }
}
