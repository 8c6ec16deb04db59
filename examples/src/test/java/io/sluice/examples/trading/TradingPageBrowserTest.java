package io.sluice.examples.trading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.examples.browser.HeadlessChromium;
import io.sluice.examples.trading.exchange.ExchangeOptions;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.ThrowingConsumer;
import org.awaitility.core.ThrowingRunnable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The page in a real browser, before the whole system with a synthetic market. */
class TradingPageBrowserTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long SEED = 1;

    private static @Nullable HeadlessChromium sharedBrowser;

    private HeadlessChromium browser;
    private TradingPage page;
    private Vertx vertx;
    private TradingSystem system;

    @BeforeAll
    static void startBrowser() throws IOException {
        sharedBrowser = HeadlessChromium.start();
    }

    @AfterAll
    static void closeBrowser() {
        if (sharedBrowser != null) {
            sharedBrowser.close();
        }
    }

    @BeforeEach
    void startSystem() {
        browser = Objects.requireNonNull(sharedBrowser);
        page = new TradingPage(browser.driver());
        browser.showOn(1440, 900, false);
        browser.preferColorScheme("dark");
        vertx = Vertx.vertx();
        ExchangeOptions exchange = new ExchangeOptions("127.0.0.1", 0, new ExchangeOptions.Synthetic(SEED));
        system = TradingSystem.start(vertx, new TradingOptions("127.0.0.1", 0, new TradingOptions.Simulator(exchange)))
                .await();
    }

    @AfterEach
    void nothingIsWrongOnTheConsole() {
        try {
            browser.leave();
            assertThat(browser.consoleErrors()).isEmpty();
        } finally {
            vertx.close().await();
        }
    }

    @Test
    void booksAndTradesMoveWithinSecondsAndEveryChecksumIsRight() throws IOException {
        browser.open(system.pageUrl());

        eventually("live", () -> assertThat(page.connection()).isEqualTo("live"));
        assertThat(page.symbols()).isEqualTo(system.market().symbols()).hasSizeGreaterThan(1);
        assertThat(page.symbol()).isEqualTo(page.symbols().get(0));
        eventually("a book and trades", this::assertBookAndTrades);
        TradingPage.Ladder ladder = page.ladder();
        assertThat(page.best()).satisfies(best -> assertThat(best.bid()).isLessThan(best.ask()));

        eventually("the book moves", () -> assertThat(page.ladder()).isNotEqualTo(ladder));
        assertTradesMove();
        assertBookIsRight(20);
        eventually(
                "a rate", () -> assertThat(page.figure("messages-per-second")).isPositive());
        assertNothingWasLost();
        assertThat(page.figure("reconnects")).isZero();
        eventually("candles", () -> assertThat(page.candles()).isGreaterThanOrEqualTo(3));
        eventually("candles are drawn", () -> assertThat(page.candlePixels()).isGreaterThan(100));
        assertThat(page.text("gateway-state")).isEqualTo("live");
        assertThat(page.hosts()).containsExactly(URI.create(system.pageUrl()).getAuthority());
        browser.screenshot("trading-feed-desktop.png");
    }

    @Test
    void anotherSymbolReplacesEverythingOfTheOneBefore() {
        browser.open(system.pageUrl());
        eventually("a book and trades", this::assertBookAndTrades);
        String before = page.symbol();
        List<BigDecimal> oldPrices = page.ladder().prices();
        String next = page.symbols().get(1);

        page.watchPricesOf(next);
        page.choose(next);

        eventually("a book and trades of " + next, () -> {
            assertThat(page.symbol()).isEqualTo(next);
            assertBookAndTrades();
        });
        assertThat(page.address()).isEqualTo(next).isNotEqualTo(before);
        assertTradesMove();
        assertBookIsRight(10);
        assertThat(page.watchedPrices())
                .hasSizeGreaterThan(20)
                .allSatisfy(isFarFrom(oldPrices))
                .allSatisfy(isNear(page.best().bid()));
        assertNothingWasLost();
    }

    @Test
    void theAddressNamesTheSymbol() {
        String last = system.market().symbols().get(3);
        browser.open(system.pageUrl() + "#" + last);
        eventually("a book and trades", this::assertBookAndTrades);
        assertThat(page.symbol()).isEqualTo(last);
        BigDecimal bestBid = page.best().bid();

        page.goTo(system.market().symbols().get(2));

        eventually("the other symbol", () -> {
            assertThat(page.symbol()).isEqualTo(system.market().symbols().get(2));
            assertBookAndTrades();
        });
        assertThat(page.ladder().prices()).allSatisfy(isFarFrom(List.of(bestBid)));
    }

    @Test
    void thePageComesBackByItselfWhenTheFeedServerIsRestarted() {
        int port = system.feedPort();
        browser.open(system.pageUrl());
        eventually("a book and trades", this::assertBookAndTrades);
        assertBookIsRight(5);

        system.stopFeed().await();

        eventually("reconnecting", () -> assertThat(page.connection()).isEqualTo("reconnecting"));
        assertThat(page.text("connection-state")).startsWith("reconnecting in");
        assertThat(page.text("book-notice")).isEqualTo("Not live: these prices are old");

        system.restartFeed(port).await();

        eventually("live again", () -> assertThat(page.connection()).isEqualTo("live"));
        assertThat(page.figure("reconnects")).isOne();
        eventually("a book and trades", this::assertBookAndTrades);
        assertTradesMove();
        assertBookIsRight(20);
        assertNothingWasLost();
        assertThat(browser.consoleErrors())
                .allSatisfy(error -> assertThat(error)
                        .contains("WebSocket connection to 'ws://127.0.0.1:" + port + "/feed' failed: "
                                + "Error in connection establishment: net::ERR_CONNECTION_REFUSED"));
    }

    @Test
    void thePageFitsAPhone() throws IOException {
        browser.showOn(390, 844, true);
        browser.open(system.pageUrl());

        eventually("a book and trades", this::assertBookAndTrades);
        eventually("candles", () -> assertThat(page.candles()).isGreaterThanOrEqualTo(2));

        assertThat(page.overflow()).isZero();
        browser.screenshot("trading-feed-mobile.png");
    }

    @Test
    void thePageIsLightForThoseWhoPreferLight() throws IOException {
        browser.open(system.pageUrl());
        eventually("a book and trades", this::assertBookAndTrades);
        assertThat(page.brightness()).isLessThan(64);

        browser.preferColorScheme("light");

        eventually("a light page", () -> assertThat(page.brightness()).isGreaterThan(192));
        eventually("candles", () -> assertThat(page.candles()).isGreaterThanOrEqualTo(2));
        eventually("candles are drawn", () -> assertThat(page.candlePixels()).isGreaterThan(100));
        browser.screenshot("trading-feed-light.png");
    }

    @Test
    void aPageOfAnotherOriginMayNotConnect() {
        String feed = "ws://127.0.0.1:" + system.feedPort() + "/feed";
        HttpServer foreign = vertx.createHttpServer()
                .requestHandler(request -> request.response()
                        .putHeader("Content-Type", "text/html")
                        .end("<!doctype html><title>elsewhere</title><link rel=icon href=data:,>"))
                .listen(0, "127.0.0.1")
                .await();

        browser.open(system.pageUrl());
        assertThat(page.openSocket(feed)).isEqualTo("open");
        browser.open("http://127.0.0.1:" + foreign.actualPort() + "/");
        assertThat(page.openSocket(feed)).isEqualTo("refused");

        assertThat(browser.consoleErrors()).singleElement().asString().contains(feed, "Unexpected response code: 403");
    }

    private void assertBookAndTrades() {
        TradingPage.Ladder ladder = page.ladder();
        assertThat(ladder.asks()).hasSizeGreaterThanOrEqualTo(10);
        assertThat(ladder.bids()).hasSizeGreaterThanOrEqualTo(10);
        assertThat(ladder.prices())
                .isSortedAccordingTo(Comparator.reverseOrder())
                .doesNotHaveDuplicates();
        assertThat(ladder.asks()).extracting(TradingPage.Row::quantity).allSatisfy(this::isPositive);
        assertThat(ladder.bids()).extracting(TradingPage.Row::quantity).allSatisfy(this::isPositive);
        assertThat(page.tradeIds())
                .isNotEmpty()
                .isSortedAccordingTo(Comparator.reverseOrder())
                .doesNotHaveDuplicates();
    }

    private void assertTradesMove() {
        long newest = page.tradeIds().get(0);
        eventually("newer trades", () -> assertThat(page.tradeIds().get(0)).isGreaterThan(newest));
    }

    /** The book goes on to be right for so many messages, and was never wrong. */
    private void assertBookIsRight(int messages) {
        long before = page.goodChecksums();
        eventually("checksums", () -> assertThat(page.goodChecksums()).isGreaterThanOrEqualTo(before + messages));
        assertThat(page.badChecksums()).isZero();
    }

    private void assertNothingWasLost() {
        assertThat(List.of("gaps", "resyncs", "missed-trades", "dropped"))
                .allSatisfy(figure -> assertThat(page.figure(figure)).isZero());
        assertThat(page.text("error-line")).isEmpty();
    }

    private void isPositive(BigDecimal quantity) {
        assertThat(quantity).isPositive();
    }

    private static ThrowingConsumer<BigDecimal> isNear(BigDecimal price) {
        return other -> assertThat(other).matches(value -> near(value, price), "near " + price);
    }

    private static ThrowingConsumer<BigDecimal> isFarFrom(List<BigDecimal> prices) {
        return other -> assertThat(prices).noneMatch(price -> near(price, other));
    }

    /** Prices of two symbols differ by more than a tenth. */
    private static boolean near(BigDecimal price, BigDecimal other) {
        return Math.abs(price.doubleValue() / other.doubleValue() - 1) < 0.1;
    }

    private static void eventually(String what, ThrowingRunnable assertion) {
        await(what)
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(100))
                .pollInSameThread()
                .untilAsserted(assertion);
    }
}
