package io.sluice.examples.trading;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What the command line refuses: in one line that says what to do, and with an exit code. */
class TradingFeedOptionsTest {

    private static final String LINE =
            "1700000000000000000 {\"stream\":\"ethusdt@trade\",\"data\":{\"e\":\"trade\"}}\n";

    @TempDir
    private Path folder;

    /** What a run that came to its end has written. */
    private record Ended(int status, String out, String err) {}

    private static Ended run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = TradingFeed.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
        return new Ended(status, out.toString(), err.toString());
    }

    private static void assertRefused(Ended ended, int status, String... what) {
        assertThat(ended.err()).as("standard error").contains(what).endsWith(System.lineSeparator());
        assertThat(ended.err().lines()).as(ended.err()).hasSize(1);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.status()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            --prot 80                                      | Unknown option
            -x                                             | Unknown option
            market                                         | Unmatched argument
            --port                                         | --port
            --port eighty                                  | 'eighty' is not an int
            --port 8.5                                     | '8.5' is not an int
            --port 1 --port 2                              | --port
            --port 65536                                   | from 0 to 65535, not 65536
            --port -1                                      | from 0 to 65535, not -1
            --exchange-port 70000                          | from 0 to 65535, not 70000
            --seed x                                       | 'x' is not a long
            --speed fast --replay a                        | 'fast' is not a double
            --speed 0 --replay a                           | positive number, not 0.0
            --speed -3 --replay a                          | positive number, not -3.0
            --speed NaN --replay a                         | positive number, not NaN
            --speed 2                                      | --replay
            --replay                                       | --replay
            --replay a --seed 3                            | --replay and --seed do not go together
            --replay a --symbols ETHUSDT                   | --replay and --symbols do not go together
            --exchange                                     | --exchange
            --exchange ws://localhost --replay a           | --exchange and --replay do not go together
            --exchange ws://localhost --seed 3             | --exchange and --seed do not go together
            --exchange ws://localhost --speed 3            | --exchange and --speed do not go together
            --exchange ws://localhost --exchange-port 3    | --exchange and --exchange-port do not go together
            --exchange https://api.binance.com             | looks like wss://stream.binance.com:9443, not https://api.binance.com
            --exchange stream.binance.com:9443             | looks like wss://stream.binance.com:9443
            --exchange localhost                           | looks like wss://stream.binance.com:9443
            --exchange ws://                               | looks like wss://stream.binance.com:9443
            --exchange ws://local{host                     | looks like wss://stream.binance.com:9443
            --exchange ws://localhost:99999                | looks like wss://stream.binance.com:9443
            --exchange ws://localhost:0                    | looks like wss://stream.binance.com:9443
            --symbols ,                                    | --symbols
            --symbols BTCUSDT,,ETHUSDT                     | --symbols
            """)
    void aWrongOptionIsRefused(String arguments, String what) {
        Ended ended = run(arguments.split(" "));
        assertRefused(ended, CommandLine.ExitCode.USAGE, what, "Try trading-feed --help");
    }

    @Test
    void helpShowsEveryOption() {
        Ended ended = run("--help");
        assertThat(ended.status()).isZero();
        assertThat(ended.err()).isEmpty();
        assertThat(ended.out())
                .contains("--port", "--host", "--replay", "--speed", "--exchange", "--symbols", "--seed")
                .contains("--exchange-port", "--help", "--version");
        assertThat(ended.out().lines()).allMatch(line -> line.length() <= 80);
    }

    @Test
    void theVersionIsOneLine() {
        Ended ended = run("--version");
        assertThat(ended.status()).isZero();
        assertThat(ended.out().lines()).singleElement().asString().startsWith("trading-feed ");
    }

    @Test
    void aSymbolTheSimulatorDoesNotHaveIsRefused() {
        assertRefused(
                run("--port", "0", "--symbols", "nosuch"),
                CommandLine.ExitCode.SOFTWARE,
                "NOSUCH",
                "choose from",
                "ETHUSDT");
    }

    @Test
    void aReplayFileThatDoesNotExistIsRefused() {
        assertRefusedReplay(folder.resolve("missing.gz"), "does not exist: check the path");
    }

    @Test
    void aFolderIsNoReplayFile() {
        assertRefusedReplay(folder, "is a directory");
    }

    @Test
    void anEmptyReplayFileIsRefused() throws IOException {
        assertRefusedReplay(Files.createFile(folder.resolve("empty")), "is empty: record or copy it again");
    }

    @Test
    void aReplayFileInAnotherFormatIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("prices.csv"), "time,price\n1,2.5\n");
        assertRefusedReplay(file, "line 1", "is this a recording?");
    }

    @Test
    void aReplayFileOfOtherJsonIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("other"), "1700000000000000000 {\"price\":1}\n");
        assertRefusedReplay(file, "line 1", "repair or remove it");
    }

    @Test
    void aReplayFileThatIsNoGzipInSpiteOfItsNameIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("recording.gz"), "no gzip");
        assertRefusedReplay(file, "named .gz but holds no gzip data: copy it again");
    }

    @Test
    void aReplayFileThatBreaksOffIsRefused() throws IOException {
        byte[] whole = gzip(LINE.repeat(50));
        Path file = Files.write(folder.resolve("half.gz"), Arrays.copyOf(whole, whole.length - 12));
        assertRefusedReplay(file, "truncated, copy it again");
    }

    @Test
    void aReplayFileOfDamagedGzipIsRefused() throws IOException {
        byte[] damaged = gzip(LINE.repeat(50));
        Arrays.fill(damaged, 12, 30, (byte) 0x55);
        assertRefusedReplay(Files.write(folder.resolve("damaged.gz"), damaged), "copy");
    }

    private static void assertRefusedReplay(Path file, String... what) {
        Ended ended = run("--port", "0", "--replay", file.toString());
        assertRefused(ended, CommandLine.ExitCode.SOFTWARE, what);
        assertThat(ended.err()).contains(file.toString());
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(UTF_8));
        }
        return bytes.toByteArray();
    }

    @Test
    void aPortInUseIsToldOf() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            String port = Integer.toString(taken.getLocalPort());
            assertRefused(
                    run("--port", port),
                    CommandLine.ExitCode.SOFTWARE,
                    "Cannot listen on 127.0.0.1:" + port,
                    "in use",
                    "choose another with --port");
            assertRefused(
                    run("--port", "0", "--exchange-port", port),
                    CommandLine.ExitCode.SOFTWARE,
                    "exchange cannot listen on 127.0.0.1:" + port,
                    "in use",
                    "choose another");
        }
    }

    @Test
    void anAddressThatIsNotThisMachinesIsToldOf() {
        assertRefused(
                run("--port", "0", "--host", "192.0.2.1"),
                CommandLine.ExitCode.SOFTWARE,
                "Cannot listen on 192.0.2.1:0",
                "not this machine's",
                "--host");
    }

    @Test
    void aHostThatIsNoneIsToldOf() {
        assertRefused(
                run("--port", "0", "--host", "no host"),
                CommandLine.ExitCode.SOFTWARE,
                "Cannot listen on no host:0",
                "choose another with --port or --host");
    }
}
