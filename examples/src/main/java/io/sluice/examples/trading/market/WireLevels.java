package io.sluice.examples.trading.market;

import io.vertx.core.json.JsonArray;
import java.util.List;

/** Levels as both wires write them: {@code [["price","quantity"],...]}. {@link Fields#levels} reads them. */
final class WireLevels {

    private WireLevels() {}

    static JsonArray toJson(List<PriceLevel> levels) {
        JsonArray array = new JsonArray();
        for (PriceLevel level : levels) {
            array.add(new JsonArray().add(WireDecimal.format(level.price())).add(WireDecimal.format(level.quantity())));
        }
        return array;
    }
}
