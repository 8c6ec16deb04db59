package io.sluice.examples.trading.feed;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The symbols there are, shared by the gateway that fills them and the feed server that hands them out.
 *
 * <p>Threading: immutable; see {@link SymbolFeed} for what is in it.
 */
public final class MarketFeed {

    private final String source;
    private final Map<String, SymbolFeed> feeds = new LinkedHashMap<>();

    /**
     * @param source where the data comes from, for people: {@code synthetic}, {@code replay} or {@code exchange}
     */
    public MarketFeed(String source, List<String> symbols) {
        this.source = source;
        for (String symbol : symbols) {
            feeds.put(symbol, new SymbolFeed(symbol));
        }
    }

    public String source() {
        return source;
    }

    public List<String> symbols() {
        return List.copyOf(feeds.keySet());
    }

    /** The feed of a symbol, or null if there is no such symbol. */
    public @Nullable SymbolFeed of(String symbol) {
        return feeds.get(symbol);
    }
}
