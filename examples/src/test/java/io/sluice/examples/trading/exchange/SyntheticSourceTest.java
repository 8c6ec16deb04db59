package io.sluice.examples.trading.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.examples.trading.market.BinanceJson;
import io.sluice.message.TextMessage;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SyntheticSourceTest {

    private final ManualClock clock = new ManualClock();
    private final SyntheticSource source = new SyntheticSource(List.of("ETHUSDT", "BTCUSDT"), 7, clock);
    private final List<Frame> frames = new ArrayList<>();

    private static JsonObject data(Frame frame) {
        JsonObject combined = new JsonObject(((TextMessage) frame.combined()).text());
        assertThat(combined.getString("stream")).isEqualTo(frame.stream());
        assertThat(combined.getJsonObject("data")).isEqualTo(new JsonObject(((TextMessage) frame.raw()).text()));
        return combined.getJsonObject("data");
    }

    @Test
    void eventsAreFramesOfTheStreamsBinanceHas() {
        source.start(frames::add);
        clock.advanceMillis(2_000);
        assertThat(frames)
                .extracting(Frame::stream)
                .contains("ethusdt@depth@100ms", "ethusdt@bookTicker", "ethusdt@trade", "btcusdt@depth@100ms");
        frames.forEach(frame -> assertThat(
                        BinanceJson.parseEvent(data(frame)).symbol().toLowerCase(java.util.Locale.ROOT))
                .isEqualTo(frame.stream().substring(0, frame.stream().indexOf('@'))));
    }

    @Test
    void theMarketStandsStillUntilStartedAndOnceClosed() {
        clock.advanceMillis(1_000);
        String before = source.depth("ETHUSDT", 10).result();
        source.start(frames::add);
        assertThat(source.depth("ETHUSDT", 10).result()).isEqualTo(before);
        clock.advanceMillis(1_000);
        assertThat(source.depth("ETHUSDT", 10).result()).isNotEqualTo(before);
        source.close();
        int sent = frames.size();
        clock.advanceMillis(1_000);
        assertThat(frames).hasSize(sent);
    }

    @Test
    void theBookIsShownDownToTheLimit() {
        JsonObject book = new JsonObject(source.depth("ETHUSDT", 7).result());
        assertThat(book.getJsonArray("bids")).hasSize(7);
        assertThat(book.getJsonArray("asks")).hasSize(7);
        assertThat(source.depth("NOSUCH", 7).cause()).isInstanceOf(RefusedException.class);
    }

    @Test
    void afterALongStallTimeIsPassedOverAndTheClockIsRightAgain() {
        source.start(frames::add);
        clock.advanceMillis(1_000);
        frames.clear();
        clock.stallMillis(3_600_000);
        clock.advanceMillis(10);
        assertThat(frames).as("two seconds of a market, not an hour").hasSizeBetween(100, 10_000);
        frames.clear();
        clock.advanceMillis(300);
        assertThat(frames)
                .filteredOn(frame -> frame.stream().endsWith("@depth@100ms"))
                .isNotEmpty()
                .allSatisfy(
                        frame -> assertThat(clock.epochMillis() - data(frame).getLong("E"))
                                .isBetween(0L, 1_500L));
    }
}
