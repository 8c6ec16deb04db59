package io.sluice.client;

import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.core.SingleObserver;
import io.reactivex.rxjava3.disposables.Disposable;
import io.sluice.connection.ClientHandshake;
import io.sluice.connection.Connection;
import io.sluice.connection.ConnectionOptions;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClient;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One attempt to connect per subscription.
 *
 * <p>Invariant: a connection that opens is either emitted or cut, whoever disposes at the same time: {@code decided} is won by
 * one of the two.
 */
final class Opening extends Single<Connection> {

    private final Vertx vertx;
    private final WebSocketClient client;
    private final ConnectRequest request;
    private final ConnectionOptions options;

    Opening(Vertx vertx, WebSocketClient client, ConnectRequest request, ConnectionOptions options) {
        this.vertx = vertx;
        this.client = client;
        this.request = request;
        this.options = options;
    }

    @Override
    protected void subscribeActual(SingleObserver<? super Connection> observer) {
        Attempt attempt = new Attempt(observer);
        observer.onSubscribe(attempt);
        attempt.start();
    }

    private final class Attempt implements Disposable {

        private final SingleObserver<? super Connection> observer;
        private final AtomicBoolean decided = new AtomicBoolean();
        private final ClientHandshake handshake;

        Attempt(SingleObserver<? super Connection> observer) {
            this.observer = observer;
            handshake = new ClientHandshake(vertx, client, request.target(), request.timeout(), options);
        }

        void start() {
            handshake.start().onComplete(this::opened, this::failed);
        }

        private void opened(Connection connection) {
            if (decided.compareAndSet(false, true)) {
                observer.onSuccess(connection);
            } else {
                connection.cancel();
            }
        }

        private void failed(Throwable cause) {
            if (decided.compareAndSet(false, true)) {
                observer.onError(ConnectFailures.of(request, cause));
            }
        }

        @Override
        public void dispose() {
            decided.set(true);
            handshake.giveUp();
        }

        @Override
        public boolean isDisposed() {
            return decided.get();
        }
    }
}
