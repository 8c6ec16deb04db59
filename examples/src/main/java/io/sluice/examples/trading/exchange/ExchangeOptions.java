package io.sluice.examples.trading.exchange;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What an exchange offers, and where.
 *
 * @param host the address to listen on
 * @param port 0 takes any free one
 * @param maxWaitingMessages how many messages may wait for a client that does not read; one more disconnects it
 * @param maxWaitingBytes how many bytes
 */
public record ExchangeOptions(String host, int port, Market market, int maxWaitingMessages, long maxWaitingBytes) {

    /**
     * Half a minute of the worst second recorded on a busy symbol (2,466 messages), and the whole of a ten-minute recording
     * played faster than it can be read. A client that is further behind does not want this any more.
     */
    public static final int DEFAULT_MAX_WAITING_MESSAGES = 100_000;

    /** Twenty seconds of six busy instruments (1.56 MB/s): what one dead client may cost. */
    public static final long DEFAULT_MAX_WAITING_BYTES = 32L << 20;

    /** Where the market comes from. */
    public sealed interface Market {}

    /**
     * A recording played again.
     *
     * @param files in the order of time; each goes on where the one before it ended
     * @param speed seconds of the recording a second; 1 is as it was
     * @param snapshotDelay how long after a book was taken the REST answer with it leaves, in time of the recording: what is
     *     sent meanwhile has to be buffered by the client
     */
    public record Replay(List<Path> files, double speed, Duration snapshotDelay) implements Market {

        public Replay {
            files = List.copyOf(files);
            if (files.isEmpty()) {
                throw new ExchangeException("A replay needs a recording: name at least one file");
            }
            if (!(speed > 0 && speed <= 1e9)) {
                throw new ExchangeException("The speed of a replay must be a positive number, not " + speed);
            }
            if (snapshotDelay.isNegative()) {
                throw new ExchangeException("The snapshot delay must not be negative, as " + snapshotDelay + " is");
            }
        }

        public Replay(List<Path> files, double speed) {
            this(files, speed, Duration.ZERO);
        }
    }

    /** A made-up market; the same symbols and seed give the same market. */
    public record Synthetic(List<String> symbols, long seed) implements Market {

        public Synthetic {
            symbols = List.copyOf(symbols);
            if (symbols.isEmpty()) {
                throw new ExchangeException("A synthetic market needs at least one symbol");
            }
        }

        /** The four symbols of the example. */
        public Synthetic(long seed) {
            this(SyntheticInstrument.defaults(), seed);
        }
    }

    public ExchangeOptions {
        if (port < 0 || port > 65_535) {
            throw new ExchangeException("The exchange's port must be from 0 to 65535, not " + port);
        }
        if (maxWaitingMessages < 1 || maxWaitingBytes < 1) {
            throw new ExchangeException("At least one message must be allowed to wait for a client");
        }
    }

    /** An exchange with the default bounds. */
    public ExchangeOptions(String host, int port, Market market) {
        this(host, port, market, DEFAULT_MAX_WAITING_MESSAGES, DEFAULT_MAX_WAITING_BYTES);
    }

    /** The same exchange with other bounds on what may wait for a client. */
    public ExchangeOptions withMaxWaiting(int messages, long bytes) {
        return new ExchangeOptions(host, port, market, messages, bytes);
    }
}
