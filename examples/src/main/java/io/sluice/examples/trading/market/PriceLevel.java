package io.sluice.examples.trading.market;

import java.math.BigDecimal;
import java.util.Objects;

/**
 * What is offered or asked for at one price. In a depth update the quantity is absolute, and zero deletes the level.
 *
 * <p>Two levels are equal if they are written alike: {@code 1.0} is not {@code 1.00} here.
 */
public record PriceLevel(BigDecimal price, BigDecimal quantity) {

    public PriceLevel {
        Objects.requireNonNull(price, "price");
        Objects.requireNonNull(quantity, "quantity");
    }

    /** Whether this level, as part of an update, deletes its price from the book. */
    public boolean deletes() {
        return quantity.signum() == 0;
    }
}
