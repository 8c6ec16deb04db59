package io.sluice.aggregate;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collector;
import java.util.stream.Collectors;

/**
 * Ready-made aggregates for {@link WindowAggregate}. They are collectors, so those of {@link Collectors} go with them:
 * {@link Collectors#teeing} makes one of two.
 *
 * <p>Decimals are exact: a sum keeps every digit, and a quotient is rounded once, as the caller says. One with more than 1,000
 * digits before or behind the point, which a sum of would take seconds, is refused with an {@link IllegalArgumentException}.
 *
 * <p>Memory: a few numbers each, however many values. An empty set, which no window is, has no minimum, mean or candle: its finisher
 * throws.
 *
 * <p>Threading: immutable; what they accumulate in is confined to its user.
 */
public final class Aggregates {

    private Aggregates() {}

    /** How many values there are. */
    public static <T> Collector<T, ?, Long> count() {
        return Collectors.counting();
    }

    /** The sum of an amount of each value; 0 of none. */
    public static <T> Collector<T, ?, BigDecimal> sum(Function<? super T, BigDecimal> amount) {
        Objects.requireNonNull(amount, "amount");
        return Collectors.reducing(
                BigDecimal.ZERO, value -> Decimals.requireReasonable(amount.apply(value)), BigDecimal::add);
    }

    /** The smallest of what {@code amount} takes the values to; of equal ones the first. */
    public static <T, V extends Comparable<? super V>> Collector<T, ?, V> min(Function<? super T, ? extends V> amount) {
        Collector<V, ?, Optional<V>> best = Collectors.minBy(Comparator.naturalOrder());
        return Collectors.mapping(
                Objects.requireNonNull(amount, "amount"), Collectors.collectingAndThen(best, Optional::orElseThrow));
    }

    /** The largest of what {@code amount} takes the values to; of equal ones the first. */
    public static <T, V extends Comparable<? super V>> Collector<T, ?, V> max(Function<? super T, ? extends V> amount) {
        Collector<V, ?, Optional<V>> best = Collectors.maxBy(Comparator.naturalOrder());
        return Collectors.mapping(
                Objects.requireNonNull(amount, "amount"), Collectors.collectingAndThen(best, Optional::orElseThrow));
    }

    /** The mean of an amount of each value, rounded once. */
    public static <T> Collector<T, ?, BigDecimal> mean(Function<? super T, BigDecimal> amount, MathContext rounding) {
        Objects.requireNonNull(rounding, "rounding");
        return Collectors.teeing(sum(amount), count(), (sum, count) -> sum.divide(BigDecimal.valueOf(count), rounding));
    }

    /** The mean price weighted by quantity, rounded once; the last price to come if the quantities add up to 0. */
    public static <T> Collector<T, ?, BigDecimal> vwap(
            Function<? super T, BigDecimal> price, Function<? super T, BigDecimal> quantity, MathContext rounding) {
        Objects.requireNonNull(rounding, "rounding");
        return Collectors.collectingAndThen(ohlc(value -> 0, price, quantity), candle -> candle.vwap(rounding));
    }

    /**
     * A candle.
     *
     * @param time decides which trade is the first and which the last; in any unit
     */
    public static <T> Collector<T, ?, Ohlc> ohlc(
            ToLongFunction<? super T> time,
            Function<? super T, BigDecimal> price,
            Function<? super T, BigDecimal> quantity) {
        Objects.requireNonNull(time, "time");
        Objects.requireNonNull(price, "price");
        Objects.requireNonNull(quantity, "quantity");
        return Collector.of(
                OhlcState::new,
                (candle, trade) -> candle.add(time.applyAsLong(trade), price.apply(trade), quantity.apply(trade)),
                OhlcState::plus,
                OhlcState::finish);
    }
}
