package io.sluice.examples.trading.exchange;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.reactivex.rxjava3.core.Completable;
import io.sluice.connection.Connection;
import io.sluice.connection.ConnectionOptions;
import io.sluice.fanout.Overflow;
import io.sluice.message.Message;
import io.sluice.server.OriginPolicy;
import io.sluice.server.WebSocketEndpoint;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The streams' addresses, as at Binance: {@code /stream?streams=a/b} wraps each message with the name of its stream,
 * {@code /ws/a} (or {@code /ws/a/b}) does not; without names, both wait for subscriptions.
 */
final class StreamRoutes {

    /** Binance pings every 20 s. Its limit of requests is below this: the longest is one of 1,024 names. */
    private static final ConnectionOptions CONNECTION =
            ConnectionOptions.DEFAULT.withHeartbeat(Duration.ofSeconds(20)).withMaxMessageBytes(128 << 10);

    private static final String COMBINED = "/stream";
    private static final String RAW = "/ws";

    private final StreamBoard board;
    private final Overflow<Message> overflow;

    StreamRoutes(StreamBoard board, Overflow<Message> overflow) {
        this.board = board;
        this.overflow = overflow;
    }

    void mountOn(Router router) {
        // A public market-data service: pages of any origin may read it, as they may read the exchange's.
        WebSocketEndpoint endpoint =
                WebSocketEndpoint.of(this::serve).withOptions(CONNECTION).withOrigins(OriginPolicy.any());
        for (String path : List.of(COMBINED, RAW, RAW + "/*")) {
            router.get(path).handler(StreamRoutes::refuseBadNames).handler(endpoint);
        }
    }

    private Completable serve(Connection connection) {
        String uri = connection.uri();
        return new StreamSession(board, connection, uri.startsWith(COMBINED)).run(streamsOf(uri), overflow);
    }

    private static void refuseBadNames(RoutingContext routing) {
        if (areGood(routing.request().uri())) {
            routing.next();
        } else {
            RestApi.refuse(
                    routing,
                    new RefusedException(
                            400, -1100, "Invalid stream names, or more than " + StreamSession.MAX_STREAMS + "."));
        }
    }

    private static boolean areGood(String uri) {
        try {
            Set<String> streams = streamsOf(uri);
            return streams.size() <= StreamSession.MAX_STREAMS
                    && streams.stream().allMatch(StreamRequest::isStreamName);
        } catch (IllegalArgumentException badEscape) {
            return false;
        }
    }

    /** The names in {@code /stream?streams=a/b} or {@code /ws/a/b}. */
    private static Set<String> streamsOf(String uri) {
        QueryStringDecoder decoder = new QueryStringDecoder(uri);
        String names = decoder.path().startsWith(RAW)
                ? decoder.path().substring(RAW.length())
                : String.join("/", decoder.parameters().getOrDefault("streams", List.of()));
        Set<String> streams = new LinkedHashSet<>(Arrays.asList(names.split("/")));
        streams.remove("");
        return streams;
    }
}
