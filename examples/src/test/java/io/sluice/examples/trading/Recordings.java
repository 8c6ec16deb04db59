package io.sluice.examples.trading;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.examples.trading.market.Interval;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/**
 * Recorded market data, and what is known to follow from it. It lies beside the project and not in it: a test that asks for it is
 * skipped where the folder is absent, and fails where the folder is there and a file is not.
 */
public final class Recordings {

    private static final Path FOLDER = Path.of("..", "..", "shared", "data");
    private static final List<String> SPOT_ETHUSDT =
            List.of("binance/spot_ethusdt_20240808.gz", "binance/spot_ethusdt_20240809.gz");

    private Recordings() {}

    /** A file of the recordings. */
    public static Path file(String name) {
        assumeTrue(
                Files.isDirectory(FOLDER),
                () -> "no recorded market data in " + FOLDER.toAbsolutePath().normalize());
        Path file = FOLDER.resolve(name);
        assertThat(file).as("a recording that belongs to the folder").isRegularFile();
        return file;
    }

    /** The frames of ETHUSDT on Binance's spot market in order, eleven minutes of them, as the lines they were written to. */
    public static void forEachSpotText(Consumer<String> lines) {
        SPOT_ETHUSDT.forEach(name -> forEachGzipped(file(name), lines));
    }

    /** The frames of ETHUSDT on Binance's spot market in order, eleven minutes of them. */
    public static void forEachSpotLine(Consumer<RecordedLine> lines) {
        forEachSpotText(text -> lines.accept(RecordedLine.parse(text)));
    }

    /** The book after each depth update that follows the recorded snapshot. */
    public static List<GoldenBookRow> goldenBook() {
        return rows("golden/spot_ethusdt.book.csv.gz").stream()
                .map(GoldenBookRow::parse)
                .toList();
    }

    /** The candles, as {@code openTime,o,h,l,c,v,quoteV,takerBuyV,n,firstId,lastId}. The last one was still open. */
    public static List<String> goldenCandles(Interval interval) {
        return rows("golden/spot_ethusdt.candles_" + interval.wireName() + ".csv.gz");
    }

    /** The lines below the heading. */
    private static List<String> rows(String name) {
        List<String> lines = new ArrayList<>();
        forEachGzipped(file(name), lines::add);
        return lines.subList(1, lines.size());
    }

    private static void forEachGzipped(Path file, Consumer<String> lines) {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), UTF_8))) {
            reader.lines().forEach(lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
