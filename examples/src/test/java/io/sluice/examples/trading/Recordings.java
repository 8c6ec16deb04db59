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
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
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

    /** Every recording on Binance's spot market of which there is a golden book. */
    static List<GoldenMarket> goldenMarkets() {
        List<Path> golden = list("golden", ".book.csv.gz");
        assertThat(golden).as("golden books in %s", FOLDER).isNotEmpty();
        return golden.stream()
                .map(book -> goldenMarket(book, golden.size() == 1))
                .toList();
    }

    /** Whether there are recordings. */
    static boolean exist() {
        return Files.isDirectory(FOLDER);
    }

    /** The files of a golden book begin with its name, unless it is the only one: then all are its. */
    private static GoldenMarket goldenMarket(Path book, boolean only) {
        String name = book.getFileName().toString().replace(".book.csv.gz", "");
        List<Path> files = list("binance", ".gz").stream()
                .filter(file -> only || file.getFileName().toString().startsWith(name))
                .toList();
        assertThat(files).as("recordings of %s", name).isNotEmpty();
        Map<Interval, List<String>> candles = new EnumMap<>(Interval.class);
        for (Interval interval : Interval.values()) {
            candles.put(interval, rows("golden/" + name + ".candles_" + interval.wireName() + ".csv.gz"));
        }
        return GoldenMarket.of(
                name,
                files,
                rows("golden/" + book.getFileName()).stream()
                        .map(GoldenBookRow::parse)
                        .toList(),
                candles);
    }

    private static List<Path> list(String folder, String ending) {
        try (Stream<Path> files = Files.list(FOLDER.resolve(folder))) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void forEachGzipped(Path file, Consumer<String> lines) {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), UTF_8))) {
            reader.lines().forEach(lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
