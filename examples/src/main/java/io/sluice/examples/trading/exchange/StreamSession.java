package io.sluice.examples.trading.exchange;

import io.reactivex.rxjava3.core.Completable;
import io.sluice.connection.Connection;
import io.sluice.fanout.Hub;
import io.sluice.fanout.Overflow;
import io.sluice.message.CloseStatus;
import io.sluice.message.Message;
import io.vertx.core.json.JsonArray;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * One client of the streams: what it subscribed to, and its requests.
 *
 * <p>Everything it is to get goes through one hub of its own, whose only member is the connection. So it arrives in the order in
 * which it happened, whatever streams it is of and however slowly it is read: a quote before the trade that follows it, an
 * answer before the data it brings. What waits is bounded as a whole; a client beyond the bound is disconnected with 4008, as
 * exchanges do.
 *
 * <p>Threading: the exchange's event loop only.
 */
final class StreamSession {

    /** Binance's limit. */
    static final int MAX_STREAMS = 1_024;

    private final StreamBoard board;
    private final Connection connection;
    private final boolean combined;
    private final Hub<Message> outbox = Hub.create();
    private final Set<String> streams = new LinkedHashSet<>();

    /** @param combined whether messages are wrapped with the name of their stream */
    StreamSession(StreamBoard board, Connection connection, boolean combined) {
        this.board = board;
        this.connection = connection;
        this.combined = combined;
    }

    /** Serves the client until it goes, or falls too far behind. */
    Completable run(Collection<String> initialStreams, Overflow<Message> overflow) {
        Completable sending = connection.send(outbox.join(overflow));
        Completable reading =
                connection.messages().doOnNext(this::answer).ignoreElements().onErrorComplete();
        Completable opening = Completable.fromAction(() -> {
            board.enter(this);
            initialStreams.forEach(this::subscribe);
        });
        return Completable.ambArray(sending, opening.andThen(reading)).doFinally(() -> board.leave(this));
    }

    Set<String> streams() {
        return streams;
    }

    void send(Frame frame) {
        outbox.publish(combined ? frame.combined() : frame.raw());
    }

    void close(CloseStatus status) {
        connection.close(status);
    }

    void cut() {
        connection.cancel();
    }

    private void subscribe(String stream) {
        if (streams.add(stream)) {
            board.subscribe(this, stream);
        }
    }

    private void answer(Message message) {
        try {
            StreamRequest request = StreamRequest.parse(message);
            switch (request.method()) {
                case SUBSCRIBE -> subscribe(request);
                case UNSUBSCRIBE -> unsubscribe(request);
                case LIST_SUBSCRIPTIONS ->
                    send(request.answer(new JsonArray(streams.stream().toList())));
            }
        } catch (StreamRequest.Malformed e) {
            send(e.answer());
        }
    }

    private void subscribe(StreamRequest request) throws StreamRequest.Malformed {
        Set<String> all = new LinkedHashSet<>(streams);
        all.addAll(request.streams());
        if (all.size() > MAX_STREAMS) {
            throw request.refused("a connection can subscribe to at most " + MAX_STREAMS + " streams");
        }
        send(request.answer(null));
        request.streams().forEach(this::subscribe);
    }

    private void unsubscribe(StreamRequest request) {
        for (String stream : request.streams()) {
            if (streams.remove(stream)) {
                board.unsubscribe(this, stream);
            }
        }
        send(request.answer(null));
    }

    private void send(String text) {
        outbox.publish(Message.text(text));
    }
}
