package io.sluice.examples.trading.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingProbeTest {

    @TempDir
    private Path folder;

    @Test
    void symbolsAreKnownBeforeAnythingIsSentWithTheIdsTheirBooksBeginAt() {
        Path file = Recordings.write(
                folder.resolve("r"),
                Recordings.line(0, Recordings.trade("ETHUSDT", 1)),
                Recordings.line(1, Recordings.depth("ETHUSDT", 40, 41, "1.00000000")),
                Recordings.line(2, Recordings.depth("ETHUSDT", 42, 43, "1.00000000")),
                Recordings.line(3, Recordings.trade("BTCUSDT", 1)));
        assertThat(RecordingProbe.symbols(List.of(file)))
                .containsExactly(entry("ETHUSDT", 40L), entry("BTCUSDT", RecordingProbe.NO_ID));
    }

    @Test
    void aBadLineNearTheBeginningIsFoundInEachFile() {
        Path good = Recordings.write(folder.resolve("1"), Recordings.line(0, Recordings.trade("ETHUSDT", 1)));
        Path bad = Recordings.write(folder.resolve("2"), Recordings.line(9, Recordings.trade("ETHUSDT", 2)), "oops");
        assertThatThrownBy(() -> RecordingProbe.symbols(List.of(good, bad)))
                .isInstanceOf(ExchangeException.class)
                .hasMessageContainingAll(bad.toString(), "line 2");
    }

    @Test
    void filesInTheWrongOrderAreRefused() {
        Path earlier = Recordings.write(folder.resolve("1"), Recordings.line(0, Recordings.trade("ETHUSDT", 1)));
        Path later = Recordings.write(folder.resolve("2"), Recordings.line(9, Recordings.trade("ETHUSDT", 2)));
        assertThatThrownBy(() -> RecordingProbe.symbols(List.of(later, earlier)))
                .isInstanceOf(ExchangeException.class)
                .hasMessageContainingAll(earlier.toString(), "begins before", later.toString(), "order of time");
    }

    @Test
    void aFileWithoutLinesIsRefused() {
        Path file = Recordings.write(folder.resolve("r.gz"), Recordings.gzip("\n"));
        assertThatThrownBy(() -> RecordingProbe.symbols(List.of(file)))
                .isInstanceOf(ExchangeException.class)
                .hasMessageContaining("holds no lines");
    }

    @Test
    void aFileWithoutStreamsIsRefused() {
        Path file = Recordings.write(folder.resolve("r"), Recordings.line(0, Recordings.snapshot(5)));
        assertThatThrownBy(() -> RecordingProbe.symbols(List.of(file)))
                .isInstanceOf(ExchangeException.class)
                .hasMessageContaining("names no stream of a symbol");
    }
}
