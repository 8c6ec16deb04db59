package io.sluice.examples.codecs;

/**
 * A price for a quantity.
 *
 * @param symbol at most 8 ASCII characters
 * @param price in units of 10^-8
 * @param quantity in units of 10^-8
 */
public record Quote(String symbol, long price, long quantity) {}
