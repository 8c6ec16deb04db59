package io.sluice.examples.trading.exchange;

import io.sluice.examples.trading.market.BinanceJson;
import io.sluice.examples.trading.market.DepthSnapshot;
import io.sluice.examples.trading.market.DepthUpdate;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * REST requests for the book of one recorded symbol. Those that come before the recorded answer wait for it and get it to the
 * letter, as the recorder did; later ones get the book as it then is.
 *
 * <p>Threading: the exchange's event loop only.
 */
final class RecordedDepth {

    /** Ample for clients that each ask once per symbol; beyond it somebody asks in a loop. */
    private static final int MAX_WAITING = 1_000;

    private record Waiting(int limit, Promise<String> answer) {}

    private final RecordedBook book;
    private final Consumer<Runnable> delay;
    private final List<Waiting> waiting = new ArrayList<>();
    private boolean answering;
    private boolean ended;

    /**
     * @param nextId about where its update ids begin
     * @param delay runs a task when an answer given now should leave, within the call if that is now
     */
    RecordedDepth(String symbol, long nextId, Consumer<Runnable> delay) {
        this.book = new RecordedBook(symbol, nextId);
        this.delay = delay;
    }

    RecordedBook book() {
        return book;
    }

    void update(DepthUpdate update) {
        book.update(update);
    }

    void snapshot(RecordedLine.Snapshot recorded) {
        book.snapshot(recorded.depth());
        delay.accept(() -> {
            answering = true;
            waiting.forEach(request -> request.answer.tryComplete(cut(recorded, request.limit)));
            waiting.clear();
        });
    }

    /** There will be no further snapshot. */
    void end() {
        ended = true;
        if (!book.isKnown()) {
            waiting.forEach(request -> request.answer.tryFail(neverRecorded()));
            waiting.clear();
        }
    }

    Future<String> request(int limit) {
        if (answering) {
            Promise<String> answer = Promise.promise();
            String now = book.json(limit);
            delay.accept(() -> answer.tryComplete(now));
            return answer.future();
        }
        if (ended && !book.isKnown()) {
            return Future.failedFuture(neverRecorded());
        }
        if (waiting.size() == MAX_WAITING) {
            return Future.failedFuture(new RefusedException(
                    503, -1008, "Too many requests wait for the recorded snapshot; try again later."));
        }
        Waiting request = new Waiting(limit, Promise.promise());
        waiting.add(request);
        return request.answer.future();
    }

    private static String cut(RecordedLine.Snapshot recorded, int limit) {
        DepthSnapshot depth = recorded.depth();
        if (depth.bids().size() <= limit && depth.asks().size() <= limit) {
            return recorded.text();
        }
        return BinanceJson.toJson(new DepthSnapshot(
                        depth.symbol(),
                        depth.lastId(),
                        depth.bids().stream().limit(limit).toList(),
                        depth.asks().stream().limit(limit).toList()))
                .encode();
    }

    private static RefusedException neverRecorded() {
        return new RefusedException(503, -1000, "The recording has ended and held no snapshot of this symbol.");
    }
}
