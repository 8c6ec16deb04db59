package io.sluice.examples.trading.exchange;

import io.sluice.message.CloseStatus;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Supplier;

/** Carries the wishes of any thread to the board's event loop. */
final class BoardControl implements ExchangeControl {

    private final Context context;
    private final StreamBoard board;

    BoardControl(Context context, StreamBoard board) {
        this.context = context;
        this.board = board;
    }

    @Override
    public Future<Void> dropNextDepth(String symbol) {
        return run(() -> board.dropNextDepth(symbol));
    }

    @Override
    public Future<Void> sendMalformed(String stream, String text) {
        return run(() -> board.publish(Frame.verbatim(stream, text)));
    }

    @Override
    public Future<Void> closeConnections(CloseStatus status) {
        return run(() -> board.sessions().forEach(session -> session.close(status)));
    }

    @Override
    public Future<Void> cutConnections() {
        return run(() -> board.sessions().forEach(StreamSession::cut));
    }

    @Override
    public Future<Integer> connections() {
        return call(() -> board.sessions().size());
    }

    private Future<Void> run(Runnable action) {
        return call(() -> {
                    action.run();
                    return action;
                })
                .mapEmpty();
    }

    private <T> Future<T> call(Supplier<T> action) {
        Promise<T> done = Promise.promise();
        context.runOnContext(v -> {
            try {
                done.complete(action.get());
            } catch (RuntimeException e) {
                done.fail(e);
            }
        });
        return done.future();
    }
}
