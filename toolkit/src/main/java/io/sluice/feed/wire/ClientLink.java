package io.sluice.feed.wire;

import io.reactivex.rxjava3.core.FlowableSubscriber;
import io.reactivex.rxjava3.disposables.CompositeDisposable;
import io.reactivex.rxjava3.disposables.Disposable;
import io.sluice.connection.Connection;
import io.sluice.feed.Position;
import io.sluice.internal.DeferredSubscription;
import io.sluice.message.CloseStatus;
import io.sluice.message.Message;
import java.util.concurrent.TimeUnit;
import org.reactivestreams.Subscription;

/**
 * The client's side of one connection: says who it is, passes what comes to the subscriptions it is for, and gives a
 * connection up that is silent for two and a half heartbeats, or brings what cannot be.
 *
 * <p>Threading: in the client's loop.
 */
final class ClientLink implements FlowableSubscriber<Message> {

    private static final int AHEAD = 64;
    private static final double HEARTBEATS_UNTIL_GONE = 2.5;
    private static final double REFRESHED_AT = 0.8;

    private final FeedClient client;
    private final Connection connection;
    private final FeedClientOptions options;
    private final SerialLoop loop;
    private final ClientTally tally;
    private final Form form;
    private final Outbox outbox;
    private final DeferredSubscription inbound = new DeferredSubscription();
    private final CompositeDisposable doings = new CompositeDisposable();
    private int taken;
    private boolean open;
    private boolean gone;
    private long heardAt;

    ClientLink(
            FeedClient client, Connection connection, FeedClientOptions options, SerialLoop loop, ClientTally tally) {
        this.client = client;
        this.connection = connection;
        this.options = options;
        this.loop = loop;
        this.tally = tally;
        this.form = options.cbor() ? Form.CBOR : Form.JSON;
        this.outbox = new Outbox(loop, () -> {});
    }

    void begin() {
        Disposable unused = connection.send(outbox).subscribe(() -> {}, failed -> loop.execute(this::gone));
        connection.messages().subscribe(this);
        doings.add(options.token()
                .subscribe(
                        token -> loop.execute(() -> send(new Request.Hello(token, null))),
                        failed -> loop.execute(connection::cancel),
                        () -> loop.execute(() -> send(new Request.Hello(null, null)))));
    }

    /** Whether it was welcomed, and lives. */
    boolean isOpen() {
        return open && !gone;
    }

    void send(Request request) {
        outbox.answer(request.write(form));
    }

    Form form() {
        return form;
    }

    Outbox outbox() {
        return outbox;
    }

    void close() {
        gone = true;
        doings.dispose();
        inbound.cancel();
        var unused = connection.close(CloseStatus.NORMAL);
    }

    /** It has brought what cannot be, or nothing. */
    void giveUp() {
        if (!gone) {
            tally.broken.increment();
            connection.cancel();
            gone();
        }
    }

    private void gone() {
        if (!gone) {
            gone = true;
            doings.dispose();
            inbound.cancel();
            client.closed(this);
        }
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        if (inbound.set(subscription)) {
            inbound.request(AHEAD);
        }
    }

    @Override
    public void onNext(Message message) {
        loop.execute(() -> {
            if (gone) {
                return;
            }
            heardAt = now();
            try {
                take(WireReader.read(message));
            } catch (MalformedMessageException malformed) {
                giveUp();
            }
            if (++taken == AHEAD / 2) {
                taken = 0;
                inbound.request(AHEAD / 2);
            }
        });
    }

    @Override
    public void onError(Throwable error) {
        loop.execute(this::gone);
    }

    @Override
    public void onComplete() {
        loop.execute(this::gone);
    }

    private void take(Fields fields) throws MalformedMessageException {
        String type = fields.type();
        switch (type) {
            case "welcome" -> welcome(fields);
            case "authorized" -> refreshBefore(fields);
            case "heartbeat" -> heartbeat(fields);
            default -> {
                ClientSubscription subscription = fields.has("id") ? client.subscription(fields.id()) : null;
                if (subscription != null) {
                    subscription.take(this, type, fields);
                }
            }
        }
    }

    private void welcome(Fields fields) throws MalformedMessageException {
        if (open) {
            throw new MalformedMessageException("welcome came twice");
        }
        open = true;
        long heartbeat = fields.integer("heartbeat", 1, Integer.MAX_VALUE);
        doings.add(options.scheduler()
                .schedulePeriodicallyDirect(
                        () -> loop.execute(() -> lookWhetherSilent(heartbeat)),
                        heartbeat,
                        heartbeat,
                        TimeUnit.MILLISECONDS));
        refreshBefore(fields);
        client.opened(this);
    }

    private long now() {
        return options.scheduler().now(TimeUnit.MILLISECONDS);
    }

    private void lookWhetherSilent(long heartbeat) {
        if (now() - heardAt > heartbeat * HEARTBEATS_UNTIL_GONE) {
            giveUp();
        }
    }

    private void refreshBefore(Fields fields) throws MalformedMessageException {
        if (fields.has("expires")) {
            long in = (long) (REFRESHED_AT * fields.offset("expires"));
            doings.add(options.scheduler().scheduleDirect(this::refresh, in, TimeUnit.MILLISECONDS));
        }
    }

    private void refresh() {
        doings.add(options.token().subscribe(token -> loop.execute(() -> send(new Request.Token(token))), failed -> {
            // The present one goes on until it expires, and the next connection asks again.
        }));
    }

    private void heartbeat(Fields fields) throws MalformedMessageException {
        for (Fields topic : fields.list("topics")) {
            ClientSubscription subscription = client.subscription(topic.id());
            if (subscription != null
                    && !subscription.hasComeTo(new Position(topic.epoch("epoch"), topic.offset("offset")))) {
                giveUp();
                return;
            }
        }
    }
}
