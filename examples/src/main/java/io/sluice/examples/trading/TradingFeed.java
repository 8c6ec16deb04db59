package io.sluice.examples.trading;

import java.util.Objects;

/** Command line of the trading feed; prints its version until there is a feed to start. */
public final class TradingFeed {

    private TradingFeed() {}

    public static void main(String[] arguments) {
        System.out.println("trading-feed " + version());
    }

    /** The version in the jar's manifest; classes run outside a jar have none. */
    private static String version() {
        return Objects.requireNonNullElse(TradingFeed.class.getPackage().getImplementationVersion(), "(development)");
    }
}
