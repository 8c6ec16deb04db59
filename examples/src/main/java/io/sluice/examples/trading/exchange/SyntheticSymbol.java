package io.sluice.examples.trading.exchange;

import io.sluice.examples.trading.market.DepthSnapshot;
import io.sluice.examples.trading.market.MarketEvent;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * The synthetic market of one symbol. Makers place and cancel orders about a fair price that only they sense; where the fair price
 * has moved past what rests, takers trade it away or makers withdraw it. So trades cluster when the price moves, the spread widens
 * and closes, and the book is deep.
 *
 * <p>A function of the seed and of time alone: however the time is sliced, the same events come at the same times.
 *
 * <p>Threading: one thread at a time.
 */
final class SyntheticSymbol {

    private static final long DEPTH_INTERVAL = 100_000_000;
    private static final double NANOS = 1e9;

    /** Orders and cancellations a second in the long run. */
    private static final double MEAN_RATE = 260;

    private static final int INITIAL_LEVELS = 450;
    private static final int MIN_LEVELS = 220;
    private static final int MAX_LEVELS = 950;

    /** News comes with one order in so many. */
    private static final int ORDERS_PER_NEWS = 12_000;

    private final SyntheticInstrument instrument;
    private final RandomGenerator random;
    private final FairPrice fair;
    private final OrderArrivals arrivals;
    private final SyntheticBook book;
    private final double farthest;
    private long epochMillis;
    private long now;
    private long nextOrder;
    private long nextDepth = DEPTH_INTERVAL;

    /** @param epochMillis the exchange's time at the beginning */
    SyntheticSymbol(SyntheticInstrument instrument, long seed, long epochMillis, Consumer<? super MarketEvent> sink) {
        this.instrument = instrument;
        this.epochMillis = epochMillis;
        this.random = new SplittableRandom(seed ^ instrument.symbol().hashCode() * 0x9e3779b97f4a7c15L);
        this.fair = new FairPrice(random, instrument.initialTicks() + 0.5, instrument.volatility());
        this.arrivals = new OrderArrivals(random, MEAN_RATE);
        this.farthest = Math.min(4_000, 0.12 * instrument.initialTicks() / instrument.spacing());
        this.book = new SyntheticBook(
                instrument, random.nextLong(10_000_000_000L, 90_000_000_000L), random.nextLong(1L << 31), sink);
        fill(true);
        fill(false);
        book.forgetChanges();
        this.nextOrder = arrivals.next();
    }

    /** When something may happen next, in nanoseconds since the beginning. */
    long nextTime() {
        return Math.min(nextOrder, nextDepth);
    }

    /** Lets the next thing happen. */
    void step() {
        if (nextDepth <= nextOrder) {
            book.tellDepth(millis(nextDepth));
            nextDepth += DEPTH_INTERVAL;
            return;
        }
        fair.advance((nextOrder - now) / NANOS);
        now = nextOrder;
        act();
        book.tellQuote();
        nextOrder = arrivals.next();
    }

    /** From here on the exchange's clock is so much ahead of where it was. */
    void setClockForward(long millis) {
        epochMillis += millis;
    }

    DepthSnapshot snapshot(int limit) {
        return book.snapshot(limit);
    }

    private void act() {
        if (random.nextInt(ORDERS_PER_NEWS) == 0) {
            fair.jump(random.nextGaussian() * 4);
            arrivals.excite(random.nextDouble(1_500, 6_000));
        }
        double bid = book.side(true).best();
        double ask = book.side(false).best();
        double choice = random.nextDouble();
        if (fair.ticks() > ask || fair.ticks() < bid) {
            correct(fair.ticks() > ask, choice);
        } else if (choice < 0.03) {
            boolean buy = random.nextDouble() * (ask - bid) < fair.ticks() - bid;
            book.take(buy, book.side(!buy).best(), size(0), millis(now));
        } else if (choice < 0.53) {
            place(random.nextBoolean());
        } else {
            withdraw(random.nextBoolean());
        }
    }

    /** The fair price is beyond what rests on one side: {@code up} if beyond the asks. */
    private void correct(boolean up, double choice) {
        if (choice < 0.13) {
            book.take(up, (long) fair.ticks(), 2 * size(0), millis(now));
        } else if (choice < 0.75) {
            Ladder stale = book.side(!up);
            if (stale.size() > MIN_LEVELS) {
                book.cancel(!up, stale.best(), stale.bestLots());
            }
        }
        place(up);
    }

    private void place(boolean buy) {
        Ladder side = book.side(buy);
        if (side.size() >= MAX_LEVELS) {
            int last = side.size() - 1;
            book.cancel(buy, side.price(last), side.lots(last));
        }
        double distance = distance();
        double offset = instrument.spacing() * (0.5 + distance);
        long price = (long) (buy ? StrictMath.floor(fair.ticks() - offset) : StrictMath.ceil(fair.ticks() + offset));
        long touching = book.side(!buy).best();
        price = buy ? Math.min(price, touching - 1) : Math.max(price, touching + 1);
        book.rest(buy, Math.max(1, price), size(distance));
    }

    private void withdraw(boolean buy) {
        Ladder side = book.side(buy);
        if (side.size() <= MIN_LEVELS) {
            place(buy);
            return;
        }
        int rank = random.nextDouble() < 0.5 ? random.nextInt(side.size()) : (int) Math.min(near(), side.size() - 1);
        long lots = side.lots(rank);
        book.cancel(buy, side.price(rank), random.nextDouble() < 0.4 ? lots : random.nextLong(1, lots + 1));
    }

    /** How far from the fair price an order is placed, in spacings: mostly near it, sometimes anywhere. */
    private double distance() {
        return random.nextDouble() < 0.75
                ? Math.min(near(), farthest)
                : StrictMath.exp(random.nextDouble() * StrictMath.log(farthest));
    }

    /** A distance with a heavy tail: the median is below one. */
    private double near() {
        return StrictMath.pow(1 - random.nextDouble(), -1 / 1.3) - 1;
    }

    /** The size of an order, in lots; those far off are larger. */
    private long size(double distance) {
        double scale = 1 + Math.min(6, distance / 25);
        return Math.max(1, Math.round(instrument.orderSize() * scale * StrictMath.exp(1.1 * random.nextGaussian())));
    }

    /** The book before the market opens, level by level: the farther, the sparser. */
    private void fill(boolean buy) {
        double growth = StrictMath.pow(farthest, 1.0 / INITIAL_LEVELS);
        double distance = 1;
        long price = (long) fair.ticks() + (buy ? 0 : 1);
        for (int level = 0; level < INITIAL_LEVELS; level++) {
            book.rest(buy, price, size(distance));
            long step = Math.max(1, Math.round(instrument.spacing() * distance * (growth - 1) * random.nextDouble(2)));
            price += buy ? -step : step;
            distance *= growth;
        }
    }

    private long millis(long nanos) {
        return epochMillis + nanos / 1_000_000;
    }
}
