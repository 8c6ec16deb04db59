package io.sluice.examples.trading.exchange;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The part of Binance's REST interface a market-data client needs: the book's snapshot and the list of symbols. Errors have its
 * form, {@code {"code":-1121,"msg":"Invalid symbol."}}.
 */
final class RestApi {

    private static final Logger LOG = LoggerFactory.getLogger(RestApi.class);

    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 5_000;

    private final MarketSource market;
    private final MarketClock clock;

    RestApi(MarketSource market, MarketClock clock) {
        this.market = market;
        this.clock = clock;
    }

    void mountOn(Router router) {
        router.get("/api/v3/depth").handler(this::depth);
        router.get("/api/v3/exchangeInfo").handler(this::exchangeInfo);
    }

    static void refuse(RoutingContext routing, RefusedException refusal) {
        routing.response().setStatusCode(refusal.httpStatus());
        answer(
                routing,
                new JsonObject()
                        .put("code", refusal.code())
                        .put("msg", refusal.reason())
                        .encode());
    }

    private void depth(RoutingContext routing) {
        try {
            String symbol = routing.request().getParam("symbol");
            if (symbol == null || symbol.isEmpty()) {
                throw new RefusedException(
                        400, -1102, "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed.");
            }
            market.depth(symbol, limit(routing.request().getParam("limit")))
                    .onComplete(snapshot -> answer(routing, snapshot), failure -> failed(routing, failure));
        } catch (RefusedException refusal) {
            refuse(routing, refusal);
        }
    }

    /** More than the most is taken for the most, as at Binance. */
    private static int limit(@Nullable String text) {
        if (text == null) {
            return DEFAULT_LIMIT;
        }
        if (!text.matches("[0-9]{1,20}")) {
            throw new RefusedException(
                    400, -1100, "Illegal characters found in parameter 'limit'; legal range is '^[0-9]{1,20}$'.");
        }
        int limit = new BigDecimal(text).min(BigDecimal.valueOf(MAX_LIMIT)).intValueExact();
        if (limit == 0) {
            throw new RefusedException(400, -1130, "Data sent for parameter 'limit' is not valid.");
        }
        return limit;
    }

    private void exchangeInfo(RoutingContext routing) {
        JsonArray symbols = new JsonArray();
        market.instruments().forEach(instrument -> symbols.add(describe(instrument)));
        answer(
                routing,
                new JsonObject()
                        .put("timezone", "UTC")
                        .put("serverTime", clock.epochMillis())
                        .put("rateLimits", new JsonArray())
                        .put("exchangeFilters", new JsonArray())
                        .put("symbols", symbols)
                        .encode());
    }

    private static JsonObject describe(Instrument instrument) {
        JsonArray filters = new JsonArray();
        addFilter(filters, "PRICE_FILTER", "tickSize", instrument.tickSize());
        addFilter(filters, "LOT_SIZE", "stepSize", instrument.lotSize());
        return new JsonObject()
                .put("symbol", instrument.symbol())
                .put("status", "TRADING")
                .put("filters", filters);
    }

    private static void addFilter(JsonArray filters, String type, String name, @Nullable BigDecimal size) {
        if (size != null) {
            filters.add(new JsonObject().put("filterType", type).put(name, size.toPlainString()));
        }
    }

    private static void failed(RoutingContext routing, Throwable failure) {
        if (failure instanceof RefusedException refusal) {
            refuse(routing, refusal);
        } else {
            LOG.error("A depth request failed", failure);
            refuse(
                    routing,
                    new RefusedException(500, -1000, "An unknown error occurred while processing the request."));
        }
    }

    /** A client may have gone while its answer was waited for. */
    private static void answer(RoutingContext routing, String json) {
        if (!routing.response().closed()) {
            routing.response()
                    .putHeader("Content-Type", "application/json;charset=UTF-8")
                    .end(json);
        }
    }
}
