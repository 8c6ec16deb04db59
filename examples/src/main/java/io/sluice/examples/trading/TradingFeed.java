package io.sluice.examples.trading;

import io.sluice.examples.trading.exchange.ExchangeException;
import io.sluice.examples.trading.exchange.ExchangeOptions;
import io.sluice.examples.trading.gateway.ExchangeAddress;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Command line of the trading feed: starts it, prints where the page is, and runs until it is interrupted. */
@Command(
        name = "trading-feed",
        mixinStandardHelpOptions = true,
        versionProvider = TradingFeed.Version.class,
        sortOptions = false,
        description = "Live order books in the browser, from a simulated market, a recording or an exchange.")
public final class TradingFeed implements Callable<Integer> {

    /** How long an interrupted process waits at most for its clients to say goodbye. It is gone within two seconds. */
    private static final long SHUTDOWN_MILLIS = 1_000;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8080",
            description = "Port of the page; 0 for any free one. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Address to serve the page on; 0.0.0.0 for all. Default: ${DEFAULT-VALUE}.")
    private String host = "127.0.0.1";

    @Option(
            names = "--replay",
            paramLabel = "FILE",
            arity = "1..*",
            description = "Replay recordings, gzip or plain, that follow each other.")
    private @Nullable List<Path> replay;

    @Option(names = "--speed", paramLabel = "N", description = "Seconds of the recording per second. Default: 1.")
    private @Nullable Double speed;

    @Option(
            names = "--exchange",
            paramLabel = "URL",
            description = "Follow an exchange that speaks Binance's protocol, such as wss://stream.binance.com:9443.")
    private @Nullable String exchange;

    @Option(
            names = "--symbols",
            paramLabel = "A,B",
            split = ",",
            description = "Symbols to follow. Default: all of the simulator's; BTCUSDT,ETHUSDT of an exchange.")
    private @Nullable List<String> symbols;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of the synthetic market. Default: 1.")
    private @Nullable Long seed;

    @Option(
            names = "--exchange-port",
            paramLabel = "PORT",
            description = "Port of the simulated exchange; 0 for any free one. Default: 0.")
    private @Nullable Integer exchangePort;

    private final CountDownLatch interrupted = new CountDownLatch(1);
    private volatile @Nullable TradingSystem running;

    TradingFeed() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** The command as it is run from a shell: what is wrong with an option is told in one line. */
    static CommandLine commandLine() {
        return new CommandLine(new TradingFeed())
                .setParameterExceptionHandler((wrong, arguments) -> refuse(wrong.getCommandLine(), wrong.getMessage()));
    }

    private static int refuse(CommandLine command, @Nullable String why) {
        String line = String.valueOf(why).replaceAll("\\s*\\R\\s*", " ");
        command.getErr().println(line + ". Try " + command.getCommandName() + " --help");
        command.getErr().flush();
        return CommandLine.ExitCode.USAGE;
    }

    @Override
    public Integer call() throws InterruptedException {
        TradingOptions options = options();
        Vertx vertx = Vertx.vertx();
        Thread shutdown = new Thread(() -> shutdown(vertx), "shutdown");
        Runtime.getRuntime().addShutdownHook(shutdown);
        try {
            TradingSystem system = TradingSystem.start(vertx, options).await();
            running = system;
            out().println("Trading feed (" + system.market().source() + ": "
                    + String.join(", ", system.market().symbols()) + ") is live at " + system.pageUrl());
            out().println("Press Ctrl-C to stop.");
            out().flush();
        } catch (Exception failure) { // of any class: a future throws what it failed with
            err().println(Objects.requireNonNullElse(failure.getMessage(), failure.toString()));
            err().flush();
            Runtime.getRuntime().removeShutdownHook(shutdown);
            shutdown(vertx);
            return CommandLine.ExitCode.SOFTWARE;
        }
        interrupted.await();
        return CommandLine.ExitCode.OK;
    }

    /** In two steps that are each waited for: what hangs on the end of Vert.x would need an event loop that has ended. */
    private void shutdown(Vertx vertx) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(SHUTDOWN_MILLIS);
        try {
            TradingSystem system = running;
            if (system != null) {
                system.unfollow().await(SHUTDOWN_MILLIS, TimeUnit.MILLISECONDS);
            }
            vertx.close().await(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException slow) {
            // Whoever has not answered by now is cut off with the process.
        }
        interrupted.countDown();
    }

    /** What the command line asks for; refuses what does not go together. */
    private TradingOptions options() {
        try {
            return new TradingOptions(host, port, upstream());
        } catch (ExchangeException | IllegalArgumentException wrong) {
            throw new ParameterException(spec().commandLine(), String.valueOf(wrong.getMessage()));
        }
    }

    private TradingOptions.Upstream upstream() {
        if (exchange != null) {
            refuse("--exchange", replay, "--replay");
            refuse("--exchange", seed, "--seed");
            refuse("--exchange", speed, "--speed");
            refuse("--exchange", exchangePort, "--exchange-port");
            return new TradingOptions.Exchange(
                    ExchangeAddress.of(exchange), symbols == null ? List.of("BTCUSDT", "ETHUSDT") : symbols(symbols));
        }
        return new TradingOptions.Simulator(
                new ExchangeOptions("127.0.0.1", exchangePort == null ? 0 : exchangePort, market()));
    }

    /** Symbols as exchanges write them. */
    private static List<String> symbols(List<String> named) {
        List<String> symbols = named.stream()
                .map(symbol -> symbol.strip().toUpperCase(Locale.ROOT))
                .distinct()
                .toList();
        if (symbols.isEmpty() || symbols.contains("")) {
            throw new IllegalArgumentException("--symbols takes symbols with commas between them, such as A,B");
        }
        return symbols;
    }

    private ExchangeOptions.Market market() {
        if (replay != null) {
            refuse("--replay", seed, "--seed");
            refuse("--replay", symbols, "--symbols");
            return new ExchangeOptions.Replay(replay, speed == null ? 1 : speed);
        }
        if (speed != null) {
            throw new IllegalArgumentException(
                    "--speed is of a replay: name a recording with --replay, or leave it out");
        }
        long chosenSeed = seed == null ? 1 : seed;
        return symbols == null
                ? new ExchangeOptions.Synthetic(chosenSeed)
                : new ExchangeOptions.Synthetic(symbols(symbols), chosenSeed);
    }

    private static void refuse(String option, @Nullable Object other, String name) {
        if (other != null) {
            throw new IllegalArgumentException(option + " and " + name + " do not go together: leave one out");
        }
    }

    private CommandSpec spec() {
        return Objects.requireNonNull(spec);
    }

    private PrintWriter out() {
        return spec().commandLine().getOut();
    }

    private PrintWriter err() {
        return spec().commandLine().getErr();
    }

    /** The version in the jar's manifest; classes run outside a jar have none. */
    static final class Version implements CommandLine.IVersionProvider {

        @Override
        public String[] getVersion() {
            String version = TradingFeed.class.getPackage().getImplementationVersion();
            return new String[] {"trading-feed " + Objects.requireNonNullElse(version, "(development)")};
        }
    }
}
