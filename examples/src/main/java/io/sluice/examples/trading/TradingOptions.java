package io.sluice.examples.trading;

import io.sluice.examples.trading.exchange.ExchangeOptions;
import io.sluice.examples.trading.gateway.ExchangeAddress;
import java.util.List;

/**
 * What the trading feed is made of.
 *
 * @param host the address the page is served on
 * @param port 0 takes any free one
 * @param upstream where the market comes from
 */
record TradingOptions(String host, int port, Upstream upstream) {

    TradingOptions {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("The port of the page must be from 0 to 65535, not " + port);
        }
    }

    /** Where the market comes from. */
    sealed interface Upstream {

        /** For people, on the page. */
        String name();
    }

    /** The simulator in this process. */
    record Simulator(ExchangeOptions exchange) implements Upstream {

        @Override
        public String name() {
            return exchange.market() instanceof ExchangeOptions.Replay ? "replay" : "synthetic";
        }
    }

    /** An exchange elsewhere. */
    record Exchange(ExchangeAddress address, List<String> symbols) implements Upstream {

        Exchange {
            symbols = List.copyOf(symbols);
        }

        @Override
        public String name() {
            return "exchange";
        }
    }
}
