package io.sluice.perf.serve;

import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.processors.PublishProcessor;
import io.vertx.core.Context;
import io.vertx.rxjava3.core.Vertx;
import io.vertx.rxjava3.core.http.ServerWebSocket;

/** Vert.x with its bindings for RxJava: a processor, and a subscription of each socket that writes one message after the other. */
final class RxVertxContender implements Contender {

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getDelegate().getOrCreateContext();
    private final PublishProcessor<String> messages = PublishProcessor.create();

    // Written on the event loop.
    private volatile int members;

    @Override
    public int listen(Setup setup) throws Exception {
        return OnContext.call(
                context,
                () -> vertx.createHttpServer(VertxContender.options(setup))
                        .webSocketHandler(this::serve)
                        .getDelegate()
                        .listen()
                        .map(server -> server.actualPort()));
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // on one event loop
    private void serve(ServerWebSocket socket) {
        if (socket.path().equals(ECHO)) {
            socket.textMessageHandler(text -> {
                Disposable unused = socket.rxWriteTextMessage(text).subscribe();
            });
            return;
        }
        Disposable sending = messages.onBackpressureBuffer()
                .concatMapCompletable(socket::rxWriteTextMessage)
                .subscribe(() -> {}, gone -> {});
        members++;
        socket.closeHandler(closed -> {
            sending.dispose();
            members--;
        });
    }

    @Override
    public void publish(String[] texts) {
        context.runOnContext(go -> {
            for (String text : texts) {
                messages.onNext(text);
            }
        });
    }

    @Override
    public int members() {
        return members;
    }
}
