package io.sluice.examples.trading.gateway;

import io.reactivex.rxjava3.core.Completable;
import io.sluice.connection.Connection;
import io.sluice.examples.trading.market.BinanceJson;
import io.sluice.examples.trading.market.MalformedMarketDataException;
import io.sluice.examples.trading.market.MarketEvent;
import io.sluice.message.Message;
import io.sluice.message.TextMessage;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to the exchange: subscribes to the streams of all symbols and passes on what they carry.
 *
 * <p>A frame that makes no sense is logged in a line and left out; if it was a depth update, the next one shows a gap and the
 * book is synchronised anew.
 *
 * <p>Threading: the gateway's context.
 */
final class ExchangeSession {

    private static final Logger LOG = LoggerFactory.getLogger(ExchangeSession.class);
    private static final int SUBSCRIBE_ID = 1;

    private final Map<String, SymbolGateway> symbols;

    ExchangeSession(Map<String, SymbolGateway> symbols) {
        this.symbols = symbols;
    }

    /** Follows the exchange until the connection ends. */
    Completable run(Connection connection) {
        Completable streams = connection.messages().doOnNext(this::onMessage).ignoreElements();
        return connection
                .send(subscribe(symbols.keySet()))
                .andThen(streams)
                .doFinally(() -> symbols.values().forEach(SymbolGateway::onDisconnected));
    }

    private static Message subscribe(Collection<String> symbols) {
        JsonArray streams = new JsonArray();
        for (String symbol : symbols) {
            String name = symbol.toLowerCase(Locale.ROOT);
            streams.add(name + "@depth@100ms").add(name + "@bookTicker").add(name + "@trade");
        }
        return Message.text(new JsonObject()
                .put("method", "SUBSCRIBE")
                .put("params", streams)
                .put("id", SUBSCRIBE_ID)
                .encode());
    }

    private void onMessage(Message message) {
        try {
            if (!(message instanceof TextMessage text)) {
                throw new GatewayException("a binary frame of " + message.size() + " bytes");
            }
            onFrame(BinanceJson.decode(text.text()));
        } catch (MalformedMarketDataException | GatewayException malformed) {
            LOG.warn("Left out a frame of the exchange: {}", malformed.getMessage());
        }
    }

    private void onFrame(JsonObject frame) {
        if (frame.containsKey("stream")) {
            MarketEvent event = BinanceJson.parseEvent(frame.getValue("data"));
            SymbolGateway symbol = symbols.get(event.symbol());
            if (symbol != null) {
                symbol.onEvent(event);
            }
        } else if (frame.containsKey("error")) {
            LOG.warn("The exchange refused a request: {}", shortened(frame.encode()));
        } else if (frame.containsKey("result")) {
            onAnswer(frame);
        } else {
            throw new GatewayException("neither stream nor answer: " + shortened(frame.encode()));
        }
    }

    /** A snapshot asked for before the exchange has begun to send could be older than the first update it sends. */
    private void onAnswer(JsonObject answer) {
        if (Integer.valueOf(SUBSCRIBE_ID).equals(answer.getValue("id"))) {
            symbols.values().forEach(SymbolGateway::onConnected);
        }
    }

    private static String shortened(String text) {
        return text.length() <= 120 ? text : text.substring(0, 120) + "...";
    }
}
