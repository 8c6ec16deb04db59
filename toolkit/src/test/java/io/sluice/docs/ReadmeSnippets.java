package io.sluice.docs;

import io.reactivex.rxjava3.disposables.Disposable;
import io.sluice.client.Backoff;
import io.sluice.client.SluiceClient;
import io.sluice.fanout.Hub;
import io.sluice.fanout.Overflow;
import io.sluice.message.Message;
import io.sluice.server.WebSocketEndpoint;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.util.function.Consumer;
import org.reactivestreams.Publisher;

/** The code of the README, word for word, so that it compiles and runs. */
final class ReadmeSnippets {

    private ReadmeSnippets() {}

    record Quote(String symbol, String price) {

        String toJson() {
            return "{\"symbol\":\"" + symbol + "\",\"price\":\"" + price + "\"}";
        }
    }

    /** What the second snippet writes to. */
    record Log(Consumer<Object> sink) {

        void info(String format, Object argument) {
            sink.accept(format.replace("{}", String.valueOf(argument)));
        }
    }

    static Future<HttpServer> serve(Vertx vertx, int port, Publisher<Quote> quoteSource) {
        Router router = Router.router(vertx);
        router.route("/echo").handler(WebSocketEndpoint.of(connection -> connection.send(connection.messages())));

        Hub<Quote> quotes = Hub.of(quoteSource); // any Publisher
        router.route("/quotes")
                .handler(WebSocketEndpoint.of(connection ->
                        connection.send(quotes.join(Overflow.latest()).map(quote -> Message.text(quote.toJson())))));

        return vertx.createHttpServer().requestHandler(router).listen(port);
    }

    static Disposable follow(Vertx vertx, int port, Log log) {
        return SluiceClient.create(vertx)
                .connections("ws://localhost:" + port + "/quotes", Backoff.exponential())
                .switchMap(connection -> connection.messages().onErrorComplete()) // the next connection follows
                .subscribe(message -> log.info("{}", message));
    }
}
