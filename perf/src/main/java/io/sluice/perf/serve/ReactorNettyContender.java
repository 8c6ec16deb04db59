package io.sluice.perf.serve;

import java.util.concurrent.atomic.AtomicInteger;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Sinks;
import reactor.core.publisher.Sinks.EmitFailureHandler;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.WebsocketServerSpec;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;

/** Reactor Netty: a sink, and each connection sends its flux. */
final class ReactorNettyContender implements Contender {

    private static final int BUFFER = 4_096;

    private final Sinks.Many<String> messages = Sinks.many().multicast().onBackpressureBuffer(BUFFER, false);
    private final AtomicInteger members = new AtomicInteger();

    @Override
    public int listen(Setup setup) {
        WebsocketServerSpec spec =
                WebsocketServerSpec.builder().compress(setup.compress()).build();
        HttpServer http = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .route(routes -> routes.ws(FANOUT, this::send, spec).ws(ECHO, this::echo, spec));
        DisposableServer server = http.bindNow();
        return server.port();
    }

    private Publisher<Void> send(WebsocketInbound in, WebsocketOutbound out) {
        members.incrementAndGet();
        in.withConnection(connection -> connection.onDispose(members::decrementAndGet));
        return out.sendString(messages.asFlux());
    }

    private Publisher<Void> echo(WebsocketInbound in, WebsocketOutbound out) {
        return out.sendString(in.receive().asString());
    }

    @Override
    public void publish(String[] texts) {
        for (String text : texts) {
            messages.emitNext(text, EmitFailureHandler.FAIL_FAST);
        }
    }

    @Override
    public int members() {
        return members.get();
    }
}
