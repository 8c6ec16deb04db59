package io.sluice.examples.trading.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordingReaderTest {

    private static final String TRADE = Recordings.line(0, Recordings.trade("ETHUSDT", 1));

    @TempDir
    private Path folder;

    private static List<RecordedLine> readAll(Path file) {
        try (RecordingReader reader = RecordingReader.open(file)) {
            List<RecordedLine> lines = new ArrayList<>();
            for (RecordedLine line = reader.next(); line != null; line = reader.next()) {
                lines.add(line);
            }
            return lines;
        }
    }

    private static void assertProblem(Path file, String... parts) {
        assertThatThrownBy(() -> readAll(file))
                .isInstanceOf(ExchangeException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContainingAll(parts)
                .hasNoCause()
                .satisfies(problem -> assertThat(problem.getMessage()).doesNotContain("\n"))
                .satisfies(problem -> assertThat(problem.getStackTrace()).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain.txt", "named.gz"})
    void plainTextIsReadWhateverTheNameSays(String name) {
        Path file = Recordings.write(folder.resolve(name), TRADE, TRADE);
        assertThat(readAll(file)).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"packed.gz", "unnamed"})
    void gzipIsReadWhateverTheNameSays(String name) {
        Path file = Recordings.write(folder.resolve(name), Recordings.gzip(TRADE + "\n" + TRADE + "\n"));
        assertThat(readAll(file)).hasSize(2);
    }

    @Test
    void eachLineKeepsItsTimeAndItsTextToTheLetter() {
        String snapshot = Recordings.snapshot(7);
        Path file = Recordings.write(
                folder.resolve("r"), Recordings.line(0, Recordings.trade("ETHUSDT", 1)), Recordings.line(3, snapshot));
        List<RecordedLine> lines = readAll(file);
        assertThat(lines.get(0)).isInstanceOfSatisfying(RecordedLine.Streamed.class, streamed -> {
            assertThat(streamed.stream()).isEqualTo("ethusdt@trade");
            assertThat(streamed.text()).isEqualTo(Recordings.trade("ETHUSDT", 1));
            assertThat(streamed.depth()).isNull();
        });
        assertThat(lines.get(1)).isInstanceOfSatisfying(RecordedLine.Snapshot.class, recorded -> {
            assertThat(recorded.text()).isEqualTo(snapshot);
            assertThat(recorded.depth().lastId()).isEqualTo(7);
        });
        assertThat(lines.get(1).timeNanos() - lines.get(0).timeNanos()).isEqualTo(3_000_000);
    }

    @Test
    void theLastLineNeedsNoLineEndAndOthersMayHaveThatOfWindows() {
        Path file = Recordings.write(folder.resolve("r"), (TRADE + "\r\n\r\n" + TRADE).getBytes(UTF_8));
        assertThat(readAll(file))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line.text()).endsWith("}"));
    }

    @Test
    void linesLongerThanTheReadBufferAreWhole() {
        String padded = Recordings.trade("ETHUSDT", 1).replace("\"m\":true", " ".repeat(200_000) + "\"m\":true");
        Path file = Recordings.write(folder.resolve("r"), Recordings.line(0, padded), TRADE);
        assertThat(readAll(file))
                .hasSize(2)
                .first()
                .satisfies(line -> assertThat(line.text()).isEqualTo(padded));
    }

    @Test
    void aMissingFileIsNamed() {
        assertProblem(folder.resolve("nowhere.gz"), "does not exist", "check the path");
    }

    @Test
    void aFolderIsNoRecording() {
        assertProblem(folder, "is a directory", "one by one");
    }

    @Test
    void aFileThatMayNotBeReadIsNamed() {
        Path file = Recordings.write(folder.resolve("r"), TRADE);
        assertThat(file.toFile().setReadable(false)).isTrue();
        assumeFalse(Files.isReadable(file), "this user may read everything");
        assertProblem(file, "cannot be read", "permissions");
    }

    @Test
    void aPathThroughAFileIsNamed() {
        Path file = Recordings.write(folder.resolve("r"), TRADE);
        assertProblem(file.resolve("child"), "cannot be read", "check");
    }

    @Test
    void anEmptyFileIsNamed() {
        assertProblem(Recordings.write(folder.resolve("r.gz"), new byte[0]), "is empty");
    }

    @Test
    void aFileNamedGzThatHoldsNeitherGzipNorLinesSaysSo() {
        byte[] junk = "PK\u0003\u0004 not gzip".getBytes(UTF_8);
        assertProblem(Recordings.write(folder.resolve("r.gz"), junk), "line 1", "holds no gzip data");
    }

    @Test
    void aGzipHeaderAloneIsDamaged() {
        byte[] header = {0x1f, (byte) 0x8b, 8};
        assertProblem(Recordings.write(folder.resolve("r.gz"), header), "header is damaged", "copy it again");
    }

    @Test
    void truncatedGzipSaysAtWhichLineItBreaksOff() {
        byte[] whole = Recordings.gzip((TRADE + "\n").repeat(5));
        byte[] half = Arrays.copyOf(whole, whole.length - 12);
        assertProblem(Recordings.write(folder.resolve("r.gz"), half), "line ", "truncated", "copy it again");
    }

    @Test
    void damagedGzipSaysAtWhichLine() {
        byte[] bytes = Recordings.gzip((TRADE + "\n").repeat(5));
        bytes[bytes.length - 6] ^= 0x55;
        assertProblem(Recordings.write(folder.resolve("r.gz"), bytes), "line 6", "damaged", "copy the file again");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "{\"stream\":\"a@trade\",\"data\":{}} | time in nanoseconds",
                "yesterday {\"stream\":\"a@trade\",\"data\":{}} | time in nanoseconds",
                "-5 {\"stream\":\"a@trade\",\"data\":{}} | time in nanoseconds",
                "1723161254024619568 | time in nanoseconds",
                "1723161254024619568 {\"stream\":\"a@trade\",\"data\": | malformed",
                "1723161254024619568 [1,2] | malformed",
                "1723161254024619568 {\"stream\":\"a@trade\"} | neither a message",
                "1723161254024619568 {\"ping\":1} | neither a message",
                "1723161254024619568 {\"lastUpdateId\":1,\"bids\":7,\"asks\":[]} | malformed",
                "1723161254024619568 {\"stream\":\"a@depth\",\"data\":{\"e\":\"depthUpdate\",\"U\":1}} | malformed",
            })
    void aBadLineIsNamedByItsNumber(String bad, String complaint) {
        assertProblem(Recordings.write(folder.resolve("r"), TRADE, TRADE, bad), "line 3", complaint);
    }

    @Test
    void aLineThatIsNotTextIsNamedByItsNumber() {
        byte[] bytes = (TRADE + "\n1723161254024619568 {\"stream\":\"??\"}").getBytes(UTF_8);
        bytes[bytes.length - 3] = (byte) 0xff;
        assertProblem(Recordings.write(folder.resolve("r"), bytes), "line 2", "UTF-8");
    }
}
