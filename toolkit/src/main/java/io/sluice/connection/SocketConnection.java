package io.sluice.connection;

import io.netty.channel.EventLoop;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.CompletableObserver;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.core.SingleEmitter;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.subjects.SingleSubject;
import io.sluice.message.CloseCode;
import io.sluice.message.CloseStatus;
import io.sluice.message.Message;
import io.vertx.core.Closeable;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/**
 * A connection over the channel of a WebSocket that Vert.x has opened: puts the parts together and lets any thread reach them.
 *
 * <p>Invariants: the parts live on the channel's event loop; the methods of {@link Connection} only hop there. Signals to
 * users go through {@code context}, the connection's Vert.x context.
 */
final class SocketConnection implements Connection {

    private static final int MAX_PING_BYTES = 125;

    private final ContextInternal context;
    private final EventLoop loop;
    private final ConnectionAccounts accounts;
    private final InboundQueue inbound;
    private final Outbound outbound;
    private final CloseHandshake closing;
    private final InboundFrames frames;
    private final Heartbeat heartbeat;
    private final Deadlines deadlines;
    private final Pings pings;
    private final DirectSender directSender;
    private final ConnectionOptions options;
    private final SingleSubject<CloseStatus> closed = SingleSubject.create();
    /** Vert.x does not wait for its sockets to close before it ends their event loops; for this it does. */
    private final Closeable closeHook = this::closeWithVertx;

    private volatile @Nullable HandshakeFacts facts;

    SocketConnection(
            Transport transport,
            EventLoop loop,
            ContextInternal context,
            ConnectionAccounts accounts,
            boolean server,
            ConnectionOptions options,
            @Nullable AgreedCompression compression) {
        this.loop = loop;
        this.context = context;
        this.accounts = accounts;
        this.options = options;
        inbound = new InboundQueue(transport, loop, context, accounts, options.inboundBufferBytes());
        frames = new InboundFrames(this, options);
        outbound = new Outbound(transport, accounts, compression);
        closing = new CloseHandshake(transport, loop, server, outbound, inbound, options.closeTimeout(), this::ended);
        pings = new Pings(outbound, context);
        directSender = new DirectSender(outbound, loop);
        deadlines = new Deadlines(options, transport, inbound, accounts, closing);
        heartbeat = new Heartbeat(
                transport,
                inbound,
                outbound,
                () -> closing.abort(CloseStatus.abnormal("no answer to a ping within " + options.heartbeat())));
    }

    /** The handshake is through; event loop. */
    void opened(HandshakeFacts handshake) {
        facts = handshake;
        if (closing.isClosed()) {
            return; // gone before it was open; has told so already
        }
        context.closeFuture().add(closeHook);
        heartbeat.start(loop, options.heartbeat());
        deadlines.start(loop);
    }

    private void closeWithVertx(io.vertx.core.Completable<Void> done) {
        Disposable unused = close(CloseStatus.of(CloseCode.GOING_AWAY, "")).subscribe(done::succeed);
    }

    private void ended(CloseStatus status) {
        heartbeat.stop();
        deadlines.stop();
        pings.connectionEnded(status);
        context.closeFuture().remove(closeHook);
        boolean asPlanned = status.isNormal() || closing.wasWanted();
        inbound.end(asPlanned ? null : new ConnectionClosedException(status));
        context.emit(v -> closed.onSuccess(status));
    }

    @Override
    public Flowable<Message> messages() {
        return inbound.messages();
    }

    @Override
    public Flowable<MessageStream> streams() {
        return new InboundStreams(
                inbound,
                context,
                () -> EventLoops.execute(loop, frames::stream),
                () -> new ConnectionClosedException(closing.status()));
    }

    @Override
    public Completable send(Publisher<? extends Message> source) {
        Objects.requireNonNull(source, "source");
        return new Completable() {
            @Override
            protected void subscribeActual(CompletableObserver observer) {
                SourceSender sender = new SourceSender(outbound, loop, context, observer);
                observer.onSubscribe(sender);
                if (!EventLoops.execute(loop, () -> start(sender, source))) {
                    sender.connectionEnded(closed.getValue());
                }
            }
        };
    }

    private void start(SourceSender sender, Publisher<? extends Message> source) {
        if (sender.isDisposed()) {
            return; // and not taken in: it has been, or will be, taken out only once
        }
        if (outbound.register(sender)) {
            context.emit(v -> source.subscribe(sender));
        } else {
            Disposable unused = closed.subscribe(sender::connectionEnded);
        }
    }

    @Override
    public SendResult trySend(Message message) {
        return directSender.trySend(Objects.requireNonNull(message, "message"));
    }

    @Override
    public Single<Duration> ping(Buffer payload) {
        if (payload.length() > MAX_PING_BYTES) {
            throw new IllegalArgumentException(
                    "a ping carries at most " + MAX_PING_BYTES + " bytes, not " + payload.length());
        }
        Buffer copy = payload.copy();
        return Single.create(emitter -> {
            emitter.setCancellable(() -> EventLoops.execute(loop, () -> pings.forget(emitter)));
            if (!EventLoops.execute(loop, () -> ping(copy, emitter))) {
                emitter.tryOnError(new ConnectionClosedException(closed.getValue()));
            }
        });
    }

    private void ping(Buffer payload, SingleEmitter<Duration> answer) {
        if (closing.isClosed()) {
            pings.fail(answer, new ConnectionClosedException(closing.status()));
        } else if (!answer.isDisposed()) {
            pings.send(payload, answer);
        }
    }

    @Override
    public Completable close(CloseStatus status) {
        EventLoops.execute(loop, () -> closing.start(status));
        return closed.ignoreElement();
    }

    /** The process, server or client this connection belongs to is ending; event loop. */
    void goAway() {
        closing.start(CloseStatus.of(CloseCode.GOING_AWAY, ""));
    }

    @Override
    public void cancel() {
        EventLoops.execute(
                loop,
                () -> closing.abort(
                        new CloseStatus(CloseCode.ABNORMAL, "cancelled", CloseStatus.Initiator.LOCAL, false)));
    }

    @Override
    public boolean isClosed() {
        return closed.hasValue();
    }

    @Override
    public Single<CloseStatus> closed() {
        return closed.hide();
    }

    @Override
    public ConnectionCounters counters() {
        return accounts.snapshot();
    }

    @Override
    public String uri() {
        return facts().uri();
    }

    @Override
    public MultiMap headers() {
        return facts().headers();
    }

    @Override
    public SocketAddress remoteAddress() {
        return facts().remoteAddress();
    }

    @Override
    public @Nullable String subprotocol() {
        return facts().subprotocol();
    }

    @Override
    public String toString() {
        HandshakeFacts known = facts;
        return known == null ? "connection in handshake" : "connection " + known.remoteAddress() + " " + known.uri();
    }

    private HandshakeFacts facts() {
        return Objects.requireNonNull(facts, "the handshake is not through");
    }

    InboundQueue inbound() {
        return inbound;
    }

    Outbound outbound() {
        return outbound;
    }

    CloseHandshake closing() {
        return closing;
    }

    InboundFrames frames() {
        return frames;
    }

    Pings pings() {
        return pings;
    }

    Heartbeat heartbeat() {
        return heartbeat;
    }
}
