package io.sluice.examples.trading.exchange;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Who has subscribed to which stream. Gives each frame of the market to all of its stream's subscribers, in the market's order
 * across all streams. The market starts with the first subscription to a stream of one of its symbols, so that nobody misses the
 * beginning.
 *
 * <p>Threading: the exchange's event loop only.
 */
final class StreamBoard {

    private final MarketSource market;
    private final Set<StreamSession> sessions = new LinkedHashSet<>();
    private final Map<String, Set<StreamSession>> subscribers = new HashMap<>();
    private final Set<String> depthToDrop = new HashSet<>();
    private boolean started;

    StreamBoard(MarketSource market) {
        this.market = market;
    }

    void enter(StreamSession session) {
        sessions.add(session);
    }

    /** The session is gone, and with it whatever it subscribed to. */
    void leave(StreamSession session) {
        sessions.remove(session);
        List.copyOf(session.streams()).forEach(stream -> unsubscribe(session, stream));
    }

    /** A stream that does not exist is subscribed to like any other and stays silent, as at Binance. */
    void subscribe(StreamSession session, String stream) {
        subscribers.computeIfAbsent(stream, name -> new LinkedHashSet<>()).add(session);
        if (!started && isOfThisMarket(stream)) {
            started = true;
            market.start(this::publish);
        }
    }

    void unsubscribe(StreamSession session, String stream) {
        subscribers.computeIfPresent(stream, (name, others) -> {
            others.remove(session);
            return others.isEmpty() ? null : others;
        });
    }

    void publish(Frame frame) {
        if (!depthToDrop.isEmpty() && isToBeDropped(frame)) {
            return;
        }
        Set<StreamSession> receivers = subscribers.get(frame.stream());
        if (receivers != null) {
            for (StreamSession receiver : List.copyOf(receivers)) {
                receiver.send(frame);
            }
        }
    }

    /** The next depth update of a symbol in upper case reaches nobody. */
    void dropNextDepth(String symbol) {
        depthToDrop.add(symbol);
    }

    List<StreamSession> sessions() {
        return List.copyOf(sessions);
    }

    private boolean isToBeDropped(Frame frame) {
        String stream = frame.stream();
        int kind = stream.indexOf("@depth");
        return kind > 0 && depthToDrop.remove(stream.substring(0, kind).toUpperCase(Locale.ROOT));
    }

    private boolean isOfThisMarket(String stream) {
        String symbol = RecordingProbe.symbolOf(stream);
        return market.instruments().stream().anyMatch(known -> known.symbol().equals(symbol));
    }
}
