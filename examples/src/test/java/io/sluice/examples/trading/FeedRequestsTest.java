package io.sluice.examples.trading;

import static io.sluice.examples.trading.Soon.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.examples.trading.feed.FeedVerticle;
import io.sluice.examples.trading.feed.MarketFeed;
import io.sluice.message.CloseCode;
import io.sluice.message.CloseStatus;
import io.sluice.message.Message;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a browser may ask for, and what it is told when it asks for something else. */
@SuppressWarnings("NullAway.Init") // before each test
class FeedRequestsTest {

    private static final String SUBSCRIBE = "{\"op\":\"subscribe\",\"symbol\":\"ETHUSDT\"}";
    private static final String UNSUBSCRIBE = "{\"op\":\"unsubscribe\",\"symbol\":\"ETHUSDT\"}";

    private final Vertx vertx = Vertx.vertx();
    private final MarketFeed market = new MarketFeed("test", List.of("BTCUSDT", "ETHUSDT"));
    private FeedClient browser;

    @BeforeEach
    void start() {
        FeedVerticle server = new FeedVerticle(market, "localhost", 0);
        vertx.deployVerticle(server).await();
        browser = FeedClient.idle(vertx, server.actualPort(), "ETHUSDT");
        await().until(() -> browser.answers().size() == 1);
    }

    @AfterEach
    void stop() {
        browser.close();
        vertx.close().await();
    }

    @Test
    void aBrowserIsGreetedWithTheSymbolsThereAre() {
        assertThat(browser.answers())
                .containsExactly(new JsonObject(
                        "{\"type\":\"hello\",\"symbols\":[\"BTCUSDT\",\"ETHUSDT\"],\"source\":\"test\"}"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            malformed      | not a JSON object    | hello
            malformed      | not a JSON object    | {"op":"subscribe"
            malformed      | not a JSON object    | {"op":"ping","id":1} {"op":"ping","id":2}
            malformed      | not a JSON object    | []
            malformed      | not a JSON object    | null
            malformed      | not a JSON object    | 42
            malformed      | not a JSON object    | "subscribe"
            malformed      | not a JSON object    | ``
            malformed      | "op" is missing      | {}
            malformed      | "op" is missing      | {"op":null}
            malformed      | "op" is missing      | {"op":7}
            malformed      | "op" is missing      | {"op":["subscribe"],"symbol":"ETHUSDT"}
            unknown-op     | subscribe            | {"op":"SUBSCRIBE","symbol":"ETHUSDT"}
            unknown-op     | "buy"                | {"op":"buy","symbol":"ETHUSDT"}
            malformed      | "symbol"             | {"op":"subscribe"}
            malformed      | "symbol"             | {"op":"subscribe","symbol":null}
            malformed      | "symbol"             | {"op":"subscribe","symbol":5}
            malformed      | "symbol"             | {"op":"unsubscribe","symbol":{"a":1}}
            malformed      | "merged" or "every"  | {"op":"subscribe","symbol":"ETHUSDT","book":"some"}
            malformed      | "merged" or "every"  | {"op":"subscribe","symbol":"ETHUSDT","book":true}
            malformed      | "merged" or "every"  | {"op":"subscribe","symbol":"ETHUSDT","book":null}
            unknown-symbol | BTCUSDT, ETHUSDT     | {"op":"subscribe","symbol":"DOGEUSDT"}
            unknown-symbol | BTCUSDT, ETHUSDT     | {"op":"subscribe","symbol":"ethusdt"}
            unknown-symbol | BTCUSDT, ETHUSDT     | {"op":"unsubscribe","symbol":""}
            not-subscribed | ETHUSDT              | {"op":"unsubscribe","symbol":"ETHUSDT"}
            malformed      | "id"                 | {"op":"ping"}
            malformed      | "id"                 | {"op":"ping","id":{"a":1}}
            """)
    void aRequestThatIsWrongIsAnsweredWithWhatIsWrongAndTheConnectionGoesOn(String code, String what, String request) {
        browser.send(request);
        JsonObject error = nextAnswer(2);
        assertThat(error.getString("type")).as(error.encode()).isEqualTo("error");
        assertThat(error.getString("code")).isEqualTo(code);
        assertThat(error.getString("message")).contains(what);
        assertTheConnectionGoesOn(3);
    }

    @Test
    void aBinaryRequestIsAnsweredWithAnErrorAndTheConnectionGoesOn() {
        browser.send(Message.binary(Buffer.buffer(SUBSCRIBE)));
        assertThat(nextAnswer(2).getString("code")).isEqualTo("malformed");
        assertTheConnectionGoesOn(3);
    }

    @Test
    void subscribingTwiceIsRefusedAndTheSubscriptionGoesOn() {
        browser.send(SUBSCRIBE);
        assertThat(nextAnswer(2).getString("type")).isEqualTo("subscribed");
        browser.send(SUBSCRIBE);
        assertThat(nextAnswer(3).getString("code")).isEqualTo("already-subscribed");
        assertThat(nextAnswer(3).getString("message")).contains("ETHUSDT");
        Objects.requireNonNull(market.of("ETHUSDT")).publish(MarketFixtures.trade(1, "1.0", "1.0", 1, true));
        await().until(() -> browser.view().lastTradeId() == 1);
        assertTheConnectionGoesOn(4);
    }

    @Test
    void unsubscribingTwiceIsRefusedAndNothingComesAnyMore() {
        browser.send(SUBSCRIBE);
        browser.send(UNSUBSCRIBE);
        browser.send(UNSUBSCRIBE);
        assertThat(nextAnswer(3).getString("type")).isEqualTo("unsubscribed");
        assertThat(nextAnswer(4).getString("code")).isEqualTo("not-subscribed");
        Objects.requireNonNull(market.of("ETHUSDT")).publish(MarketFixtures.trade(1, "1.0", "1.0", 1, true));
        assertTheConnectionGoesOn(5);
        assertThat(browser.view().tradeIds()).isEmpty();
    }

    @Test
    void aSymbolMayBeSubscribedToAgain() {
        browser.send(SUBSCRIBE);
        browser.send(UNSUBSCRIBE);
        browser.send("{\"op\":\"subscribe\",\"symbol\":\"ETHUSDT\",\"book\":\"every\"}");
        assertThat(nextAnswer(4).getString("type")).isEqualTo("subscribed");
        await().until(() -> Objects.requireNonNull(market.of("ETHUSDT")).members().values().stream()
                .allMatch(members -> members.size() == 1));
    }

    @Test
    void aRequestThatIsFarTooLongEndsTheConnectionWith1009() {
        browser.send("{\"op\":\"ping\",\"id\":\"" + "x".repeat(4_096) + "\"}");
        await().until(() -> !browser.ends().isEmpty());
        assertThat(browser.ends()).extracting(CloseStatus::code).containsExactly(CloseCode.TOO_LARGE);
        assertThat(browser.connections()).isEqualTo(1);
    }

    @Test
    void aRequestOfExactlyTheLimitIsRead() {
        String around = "{\"op\":\"ping\",\"id\":\"\"}";
        String id = "x".repeat(4_096 - around.length());
        browser.send("{\"op\":\"ping\",\"id\":\"" + id + "\"}");
        assertThat(nextAnswer(2).getString("id")).isEqualTo(id);
    }

    private void assertTheConnectionGoesOn(int answer) {
        long before = System.currentTimeMillis();
        browser.send("{\"op\":\"ping\",\"id\":7}");
        JsonObject pong = nextAnswer(answer);
        assertThat(pong.getString("type")).isEqualTo("pong");
        assertThat(pong.getInteger("id")).isEqualTo(7);
        assertThat(pong.getLong("time")).isBetween(before, System.currentTimeMillis());
        assertThat(browser.connections()).isEqualTo(1);
        assertThat(browser.ends()).isEmpty();
    }

    /** The answer of that number, counted from 1, the greeting. */
    private JsonObject nextAnswer(int number) {
        await().until(() ->
                browser.answers().size() >= number || !browser.ends().isEmpty());
        assertThat(browser.answers()).as("ends: %s", browser.ends()).hasSizeGreaterThanOrEqualTo(number);
        return browser.answers().get(number - 1);
    }
}
