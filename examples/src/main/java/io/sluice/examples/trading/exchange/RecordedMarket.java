package io.sluice.examples.trading.exchange;

import io.sluice.examples.trading.market.DepthUpdate;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * A recording played again: every message to the letter, at the pace it was received times a speed. A message that is late is
 * sent at once, none is skipped, and the worst lateness is reported.
 *
 * <p>Threading: the exchange's event loop only. A turn of it sends at most one chunk.
 */
final class RecordedMarket implements MarketSource {

    private static final Logger LOG = LoggerFactory.getLogger(RecordedMarket.class);

    private final Chunks chunks;
    private final MarketClock clock;
    private final ReplayPace pace;
    private final Duration snapshotDelay;
    private final Map<String, RecordedDepth> depths = new LinkedHashMap<>();
    private final Promise<ReplayReport> ended = Promise.promise();

    private final Deque<RecordedLine> lines = new ArrayDeque<>();
    private final Map<String, Long> sent = new TreeMap<>();
    private Consumer<Frame> sink = frame -> {};
    private Recording.@Nullable Chunk chunk;
    private boolean closed;
    private long snapshots;

    /**
     * @param symbols known to be in the recording, as {@link RecordingProbe} says; others are added as they turn up
     * @param snapshotDelay how long after a book was taken the REST answer with it leaves, in time of the recording
     */
    RecordedMarket(Map<String, Long> symbols, Chunks chunks, MarketClock clock, double speed, Duration snapshotDelay) {
        this.chunks = chunks;
        this.clock = clock;
        this.pace = new ReplayPace(speed);
        this.snapshotDelay = snapshotDelay;
        symbols.forEach(this::depthOf);
    }

    /** What was sent, once everything has been or the recording turned out to be broken. */
    Future<ReplayReport> ended() {
        return ended.future();
    }

    @Override
    public List<Instrument> instruments() {
        return depths.keySet().stream()
                .map(symbol -> new Instrument(symbol, null, null))
                .toList();
    }

    @Override
    public void start(Consumer<Frame> sink) {
        this.sink = sink;
        clock.after(0, this::takeChunk);
    }

    @Override
    public Future<String> depth(String symbol, int limit) {
        RecordedDepth depth = depths.get(symbol);
        return depth == null ? Future.failedFuture(RefusedException.unknownSymbol()) : depth.request(limit);
    }

    @Override
    public Future<?> close() {
        closed = true;
        return chunks.close();
    }

    private void takeChunk() {
        if (!closed) {
            chunks.next().onComplete(this::play, this::fail);
        }
    }

    private void play(Recording.Chunk next) {
        chunk = next;
        lines.addAll(next.lines());
        sendWhatIsDue();
    }

    private void sendWhatIsDue() {
        while (!closed && !lines.isEmpty()) {
            RecordedLine line = lines.peekFirst();
            long now = clock.nanoTime();
            long wait = pace.nanosUntil(line.timeNanos(), now);
            if (wait > 0) {
                clock.after(wait, this::sendWhatIsDue);
                return;
            }
            pace.sentLate(-wait);
            lines.removeFirst();
            send(line);
        }
        if (closed || chunk == null) {
            return;
        }
        if (chunk.last()) {
            end(chunk.problem());
        } else {
            clock.after(0, this::takeChunk);
        }
    }

    private void send(RecordedLine line) {
        if (line instanceof RecordedLine.Streamed streamed) {
            DepthUpdate update = streamed.depth();
            if (update != null) {
                depthOf(update.symbol(), update.firstId()).update(update);
            }
            sent.merge(streamed.stream(), 1L, Long::sum);
            sink.accept(Frame.recorded(streamed.stream(), streamed.text()));
        } else if (line instanceof RecordedLine.Snapshot snapshot) {
            snapshots++;
            ownerOf(snapshot.depth().lastId()).snapshot(snapshot);
        }
    }

    /** The symbol whose update ids are nearest: exchanges count them per symbol, far apart from each other. */
    private RecordedDepth ownerOf(long lastUpdateId) {
        return depths.values().stream()
                .min(Comparator.comparingLong(depth -> Math.abs(depth.book().lastSeenId() - lastUpdateId)))
                .orElseThrow();
    }

    private RecordedDepth depthOf(String symbol, long nextId) {
        return depths.computeIfAbsent(symbol, s -> new RecordedDepth(s, nextId, this::whenAnswersLeave));
    }

    private void whenAnswersLeave(Runnable task) {
        long delay = pace.toOurs(snapshotDelay.toNanos());
        if (delay == 0) {
            task.run();
        } else {
            clock.after(delay, task);
        }
    }

    private void fail(Throwable unexpected) {
        end(new ExchangeException("The recording cannot be read on: " + unexpected));
    }

    private void end(@Nullable ExchangeException problem) {
        depths.values().forEach(RecordedDepth::end);
        chunks.close();
        long gaps =
                depths.values().stream().mapToLong(depth -> depth.book().gaps()).sum();
        ReplayReport report = new ReplayReport(
                sent,
                snapshots,
                gaps,
                pace.sinceStart(clock.nanoTime()),
                Duration.ofNanos(pace.worstLatenessNanos()),
                problem);
        LOG.atLevel(problem == null ? Level.INFO : Level.ERROR).log(report.toString());
        ended.complete(report);
    }
}
