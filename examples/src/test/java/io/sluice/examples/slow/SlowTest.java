package io.sluice.examples.slow;

import static io.sluice.examples.trading.Soon.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.examples.Peer;
import io.sluice.examples.RunningExample;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SlowTest {

    private final RunningExample example = new RunningExample("slow", Slow::endpoints);

    @AfterEach
    void stop() {
        example.close();
    }

    /** One look at all four. */
    private record Look(JsonObject fast, JsonObject slow, JsonObject stalled, JsonObject strict) {

        static Look of(String text) {
            JsonArray accounts = new JsonArray(text);
            return new Look(
                    accounts.getJsonObject(0),
                    accounts.getJsonObject(1),
                    accounts.getJsonObject(2),
                    accounts.getJsonObject(3));
        }

        List<JsonObject> all() {
            return List.of(fast, slow, stalled, strict);
        }
    }

    @Test
    void aFastASlowAndAStalledReaderAreTreatedAsTheirPoliciesSay() {
        Peer page = example.connect("/accounts");

        await().untilAsserted(() ->
                assertThat(count(last(page).stalled(), "conflated")).isGreaterThan(500));

        Look look = last(page);
        assertThat(count(look.fast(), "delivered")).isGreaterThan(count(look.slow(), "delivered"));
        assertThat(count(look.slow(), "delivered")).isGreaterThan(count(look.stalled(), "delivered"));
        assertThat(count(look.slow(), "conflated")).isPositive();
        assertThat(count(look.stalled(), "queued")).isEqualTo(8);
        assertThat(look.all().subList(0, 3))
                .allSatisfy(reader -> assertThat(count(reader, "dropped")).isZero());
        assertThat(look.fast().getLong("lag")).isLessThan(look.stalled().getLong("lag"));
        assertEveryAccountAddsUp(page);
    }

    @Test
    void theReaderThatMayMissNothingIsCutOffWhenItFallsTooFarBehind() {
        Peer page = example.connect("/accounts");

        await().untilAsserted(() -> assertThat(last(page).strict().getString("state"))
                .isEqualTo("slow consumer: more than 1000 messages waiting"));

        JsonObject strict = last(page).strict();
        assertThat(count(strict, "dropped")).isEqualTo(1_001);
        assertThat(count(strict, "conflated")).isZero();
        assertThat(last(page).stalled().getString("state")).isEqualTo("connected");
        assertEveryAccountAddsUp(page);
    }

    private static void assertEveryAccountAddsUp(Peer page) {
        assertThat(page.texts())
                .allSatisfy(text -> assertThat(Look.of(text).all())
                        .allSatisfy(reader -> assertThat(count(reader, "delivered")
                                        + count(reader, "conflated")
                                        + count(reader, "dropped")
                                        + count(reader, "queued"))
                                .isEqualTo(count(reader, "published"))));
    }

    private static Look last(Peer page) {
        List<String> texts = page.texts();
        return texts.isEmpty() ? Look.of("[{},{},{},{}]") : Look.of(texts.get(texts.size() - 1));
    }

    private static long count(JsonObject reader, String name) {
        return reader.getLong(name, 0L);
    }
}
