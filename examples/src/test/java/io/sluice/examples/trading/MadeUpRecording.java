package io.sluice.examples.trading;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.examples.trading.market.Interval;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;

/**
 * A recording that was never recorded, for tests that have to know everything about a market and may not have a recording.
 * What must come of it is worked out here in the plainest way, by none of the code under test.
 */
final class MadeUpRecording {

    static final String SYMBOL = "MADEUPUSDT";

    private static final String STREAM = "madeupusdt";
    private static final long START_MILLIS = 1_700_000_000_000L;
    private static final long START_NANOS = START_MILLIS * 1_000_000;

    /** Depth updates before the one whose book is the snapshot. */
    private static final int BEFORE_SNAPSHOT = 3;

    private record Deal(long id, BigDecimal price, BigDecimal quantity, long time, boolean buyerIsMaker) {}

    private final Random random = new Random(42);
    private final TreeMap<BigDecimal, BigDecimal> bids = new TreeMap<>(Collections.reverseOrder());
    private final TreeMap<BigDecimal, BigDecimal> asks = new TreeMap<>();
    private final List<GoldenBookRow> rows = new ArrayList<>();
    private final List<Deal> deals = new ArrayList<>();
    private long updateId = 5_000_000_000L;
    private long tradeId = 70_000_000L;
    private long middle = 100_000;

    private MadeUpRecording() {}

    /** Writes {@code tenths} tenths of a second of it into {@code folder}; the same every time. */
    static GoldenMarket write(Path folder, int tenths) {
        MadeUpRecording made = new MadeUpRecording();
        Path file = folder.resolve("made_up.gz");
        made.play(file, tenths);
        Map<Interval, List<String>> candles = new EnumMap<>(Interval.class);
        for (Interval interval : Interval.values()) {
            candles.put(interval, made.candles(interval));
        }
        return GoldenMarket.of("made_up", List.of(file), made.rows, candles);
    }

    private void play(Path file, int tenths) {
        try (PrintWriter out = new PrintWriter(new GZIPOutputStream(Files.newOutputStream(file)), false, UTF_8)) {
            for (long tenth = 0; tenth < tenths; tenth++) {
                long nanos = START_NANOS + tenth * 100_000_000;
                long firstId = updateId + 1;
                JsonArray bidChanges = change(bids, -1);
                JsonArray askChanges = change(asks, 1);
                updateId += 1 + random.nextInt(20);
                write(out, nanos, "@depth@100ms", depth(nanos, firstId, bidChanges, askChanges));
                write(out, nanos + 1_000_000, "@bookTicker", quote());
                for (int trades = random.nextInt(5); trades > 0; trades--) {
                    write(out, nanos + 20_000_000 - trades * 1_000_000L, "@trade", trade(nanos / 1_000_000));
                }
                if (tenth == BEFORE_SNAPSHOT) {
                    out.println((nanos + 50_000_000) + " " + snapshot().encode());
                } else if (tenth > BEFORE_SNAPSHOT) {
                    rows.add(row(nanos, firstId));
                }
                middle += random.nextInt(5) - 2;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(PrintWriter out, long nanos, String stream, JsonObject data) {
        out.println(nanos + " "
                + new JsonObject()
                        .put("stream", STREAM + stream)
                        .put("data", data)
                        .encode());
    }

    /** Sets and deletes some levels, most near the middle, and all that the middle has moved past. */
    private JsonArray change(Map<BigDecimal, BigDecimal> side, int away) {
        Map<BigDecimal, BigDecimal> changes = new TreeMap<>();
        for (BigDecimal price : side.keySet()) {
            if (price.movePointRight(2).longValueExact() * away <= middle * away) {
                changes.put(price, decimal(0, 8));
            }
        }
        for (int writes = side.isEmpty() ? 200 : 1 + random.nextInt(12); writes > 0; writes--) {
            long distance = 1 + (long) Math.abs(random.nextGaussian() * 20);
            BigDecimal price = decimal(middle + away * distance, 2).setScale(8);
            boolean delete = side.size() > 20 && random.nextInt(3) == 0;
            changes.put(price, decimal(delete ? 0 : 1 + random.nextInt(2_000_000_000), 8));
        }
        JsonArray levels = new JsonArray();
        changes.forEach((price, quantity) -> {
            levels.add(level(price, quantity));
            if (quantity.signum() == 0) {
                side.remove(price);
            } else {
                side.put(price, quantity);
            }
        });
        return levels;
    }

    private JsonObject depth(long nanos, long firstId, JsonArray bidChanges, JsonArray askChanges) {
        return new JsonObject()
                .put("e", "depthUpdate")
                .put("E", nanos / 1_000_000)
                .put("s", SYMBOL)
                .put("U", firstId)
                .put("u", updateId)
                .put("b", bidChanges)
                .put("a", askChanges);
    }

    private JsonObject quote() {
        return new JsonObject()
                .put("u", updateId)
                .put("s", SYMBOL)
                .put("b", bids.firstKey().toPlainString())
                .put("B", bids.firstEntry().getValue().toPlainString())
                .put("a", asks.firstKey().toPlainString())
                .put("A", asks.firstEntry().getValue().toPlainString());
    }

    private JsonObject trade(long millis) {
        boolean sold = random.nextBoolean();
        Deal deal = new Deal(
                ++tradeId,
                sold ? bids.firstKey() : asks.firstKey(),
                decimal(1 + random.nextInt(100_000_000), 8),
                millis,
                sold);
        deals.add(deal);
        return new JsonObject()
                .put("e", "trade")
                .put("E", millis)
                .put("s", SYMBOL)
                .put("t", deal.id)
                .put("p", deal.price.toPlainString())
                .put("q", deal.quantity.toPlainString())
                .put("T", millis)
                .put("m", sold)
                .put("M", true);
    }

    private JsonObject snapshot() {
        JsonArray bidLevels = new JsonArray();
        JsonArray askLevels = new JsonArray();
        bids.forEach((price, quantity) -> bidLevels.add(level(price, quantity)));
        asks.forEach((price, quantity) -> askLevels.add(level(price, quantity)));
        return new JsonObject()
                .put("lastUpdateId", updateId)
                .put("bids", bidLevels)
                .put("asks", askLevels);
    }

    private GoldenBookRow row(long nanos, long firstId) {
        CRC32 crc = new CRC32();
        Stream.of(asks, bids)
                .flatMap(side -> side.entrySet().stream().limit(10))
                .flatMap(level -> Stream.of(level.getKey(), level.getValue()))
                .map(decimal -> decimal.toPlainString().replace(".", "").replaceFirst("^0+", ""))
                .forEach(digits -> crc.update(digits.getBytes(US_ASCII)));
        return new GoldenBookRow(
                nanos,
                firstId,
                updateId,
                bids.firstKey().toPlainString(),
                bids.firstEntry().getValue().toPlainString(),
                asks.firstKey().toPlainString(),
                asks.firstEntry().getValue().toPlainString(),
                crc.getValue());
    }

    private List<String> candles(Interval interval) {
        Map<Long, List<Deal>> byOpenTime = new TreeMap<>();
        deals.forEach(deal -> byOpenTime
                .computeIfAbsent(deal.time / interval.millis() * interval.millis(), time -> new ArrayList<>())
                .add(deal));
        List<String> candles = new ArrayList<>();
        byOpenTime.forEach((time, within) -> candles.add(candle(time, within)));
        return candles;
    }

    private static String candle(long openTime, List<Deal> within) {
        List<BigDecimal> prices = within.stream().map(Deal::price).toList();
        Deal last = within.get(within.size() - 1);
        return String.join(
                ",",
                Long.toString(openTime),
                prices.get(0).toPlainString(),
                Collections.max(prices).toPlainString(),
                Collections.min(prices).toPlainString(),
                last.price.toPlainString(),
                sum(within.stream().map(Deal::quantity)),
                sum(within.stream().map(deal -> deal.price.multiply(deal.quantity))),
                sum(within.stream().filter(deal -> !deal.buyerIsMaker).map(Deal::quantity)),
                Integer.toString(within.size()),
                Long.toString(within.get(0).id),
                Long.toString(last.id));
    }

    private static String sum(Stream<BigDecimal> numbers) {
        return numbers.reduce(BigDecimal.ZERO, BigDecimal::add).toPlainString();
    }

    private static JsonArray level(BigDecimal price, BigDecimal quantity) {
        return new JsonArray().add(price.toPlainString()).add(quantity.toPlainString());
    }

    private static BigDecimal decimal(long unscaled, int scale) {
        return BigDecimal.valueOf(unscaled, scale);
    }
}
