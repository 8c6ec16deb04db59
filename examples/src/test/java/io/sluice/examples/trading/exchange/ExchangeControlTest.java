package io.sluice.examples.trading.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.examples.trading.market.BinanceJson;
import io.sluice.examples.trading.market.DepthUpdate;
import io.sluice.message.CloseCode;
import io.sluice.message.CloseStatus;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExchangeControlTest {

    private final RunningExchange exchange = RunningExchange.synthetic("ETHUSDT", "BTCUSDT");

    @AfterEach
    void stop() {
        exchange.close();
    }

    private static DepthUpdate next(StreamClient client) {
        return BinanceJson.parseDepthUpdate(new JsonObject(client.next()));
    }

    private static void awaitClosed(StreamClient client) {
        await().until(() -> client.socket().isClosed());
    }

    @Test
    void aDroppedUpdateIsOneGapForAllSubscribersOfThatSymbolAlone() {
        StreamClient ether = exchange.connect("/ws/ethusdt@depth@100ms");
        StreamClient bitcoin = exchange.connect("/ws/btcusdt@depth@100ms");
        DepthUpdate before = next(ether);
        DepthUpdate other = next(bitcoin);
        exchange.control().dropNextDepth("ETHUSDT").await();
        int gaps = 0;
        for (int i = 0; i < 10; i++) {
            DepthUpdate after = next(ether);
            gaps += after.firstId() > before.lastId() + 1 ? 1 : 0;
            before = after;
            DepthUpdate otherAfter = next(bitcoin);
            assertThat(otherAfter.firstId()).isEqualTo(other.lastId() + 1);
            other = otherAfter;
        }
        assertThat(gaps).isEqualTo(1);
    }

    @Test
    void aMalformedFrameGoesOutAsItIsAndTheStreamGoesOn() {
        StreamClient client = exchange.connect("/stream?streams=ethusdt@depth@100ms");
        exchange.control()
                .sendMalformed("ethusdt@depth@100ms", "{\"stream\":\"ethusdt@dep")
                .await();
        client.next("{\"stream\":\"ethusdt@dep"::equals);
        assertThat(client.next()).contains("depthUpdate");
    }

    @Test
    void connectionsAreClosedWithTheStatusAskedFor() {
        StreamClient one = exchange.connect("/ws/ethusdt@trade");
        StreamClient other = exchange.connect("/stream");
        exchange.control()
                .closeConnections(CloseStatus.of(CloseCode.SERVICE_RESTART, "maintenance"))
                .await();
        awaitClosed(one);
        awaitClosed(other);
        assertThat(one.socket().closeStatusCode()).isEqualTo((short) 1012);
        assertThat(other.socket().closeReason()).isEqualTo("maintenance");
        await().until(() -> exchange.control().connections().await() == 0);
    }

    @Test
    void cutConnectionsEndWithoutACloseFrameAndClientsCanComeBack() {
        StreamClient client = exchange.connect("/ws/ethusdt@trade");
        exchange.control().cutConnections().await();
        awaitClosed(client);
        assertThat(client.socket().closeStatusCode()).isNotEqualTo((short) 1000);
        assertThat(exchange.connect("/ws/ethusdt@trade").next()).contains("\"e\":\"trade\"");
    }

    @Test
    void undeployingClosesConnectionsAsGoingAway() {
        StreamClient client = exchange.connect("/ws/ethusdt@trade");
        exchange.vertx().undeploy(exchange.verticle().deploymentID()).await();
        awaitClosed(client);
        assertThat(client.socket().closeStatusCode()).isEqualTo((short) 1001);
    }
}
