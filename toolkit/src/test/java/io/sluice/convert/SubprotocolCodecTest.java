package io.sluice.convert;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.sluice.server.WebSocketEndpoint;
import io.sluice.wire.Frame;
import io.sluice.wire.RawPeer;
import io.sluice.wire.TestServer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Connections of one endpoint, each in the format it has agreed on. */
final class SubprotocolCodecTest {

    record Quote(String symbol, int price) {}

    private static final Codecs<Quote> CODECS =
            Codecs.of("v1.cbor", Cbor.codec(Quote.class)).and("v1.json", Json.codec(Quote.class));

    @ParameterizedTest
    @CsvSource({"'v1.json', true", "'v1.json, v1.cbor', false", "v1.cbor, false"})
    void aConnectionSpeaksTheSubprotocolItHasAgreedOn(String offers, boolean text) throws Exception {
        Quote quote = new Quote("BTC", 67_000);
        try (TestServer server = TestServer.routing(
                TestServer.transport(),
                (test, router) -> router.route("/quotes")
                        .handler(WebSocketEndpoint.of(connection -> connection
                                        .send(Flowable.just(quote)
                                                .compose(CODECS.agreed(connection.subprotocol())
                                                        .encoder()))
                                        .andThen(Completable.never()))
                                .withSubprotocols(CODECS.subprotocols())))) {
            try (RawPeer peer = RawPeer.open(server.port())) {
                peer.sendBytes(RawPeer.upgradeRequest("/quotes", server.port(), "Sec-WebSocket-Protocol: " + offers));
                assertThat(peer.readHead()).startsWith("HTTP/1.1 101 ");
                assertThat(peer.read())
                        .isEqualTo(
                                text
                                        ? Frame.text("{\"symbol\":\"BTC\",\"price\":67000}")
                                        : Frame.binary(Cbor.codec(Quote.class)
                                                .encode(quote)
                                                .bytes()));
            }
        }
    }
}
