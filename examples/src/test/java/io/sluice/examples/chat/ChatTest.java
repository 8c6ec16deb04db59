package io.sluice.examples.chat;

import static io.sluice.examples.trading.Soon.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.disposables.Disposable;
import io.sluice.client.SluiceClient;
import io.sluice.connection.Connection;
import io.sluice.connection.ConnectionOptions;
import io.sluice.examples.Peer;
import io.sluice.examples.RunningExample;
import io.sluice.message.CloseCode;
import io.sluice.message.Message;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChatTest {

    private final RunningExample example = new RunningExample("chat", new Chat()::endpoints);

    @AfterEach
    void stop() {
        example.close();
    }

    @Test
    void whatIsSaidReachesEverybodyWithTheNameOfWhoSaidIt() {
        Peer ada = enter("Ada");
        Peer bob = enter("Bob");

        ada.send("{\"say\":\" Hello, Bob. \"}");
        awaitLast(bob, "{\"from\":\"Ada\",\"say\":\"Hello, Bob.\"}");
        bob.send("{\"say\":\"Hello, Ada.\"}");

        for (Peer guest : List.of(ada, bob)) {
            awaitLast(guest, "{\"from\":\"Bob\",\"say\":\"Hello, Ada.\"}");
            assertThat(guest.texts())
                    .containsExactly(
                            "{\"joined\":\"Ada\",\"present\":[\"Ada\"]}",
                            "{\"joined\":\"Bob\",\"present\":[\"Ada\",\"Bob\"]}",
                            "{\"from\":\"Ada\",\"say\":\"Hello, Bob.\"}",
                            "{\"from\":\"Bob\",\"say\":\"Hello, Ada.\"}");
        }
    }

    @Test
    void whoHasNotSaidItsNameHearsNothing() {
        Peer stranger = example.connect("/chat");
        Peer ada = enter("Ada");

        ada.send("{\"say\":\"a secret\"}");

        awaitLast(ada, "{\"from\":\"Ada\",\"say\":\"a secret\"}");
        assertThat(stranger.texts()).isEmpty();
    }

    @Test
    void badInputIsAnsweredAndTheGuestStays() {
        Peer ada = example.connect("/chat");

        ada.send("{\"say\":\"before a name\"}");
        awaitError(ada, 1, "\"name\" takes 1 to 20 characters");
        ada.send("{\"name\":\"a name longer than twenty\"}");
        awaitError(ada, 2, "\"name\" takes 1 to 20 characters");
        ada.send("Ada").send("[]").send("{").send(new byte[] {'{', '}'});
        for (int answers = 3; answers <= 6; answers++) {
            awaitError(ada, answers, "expected JSON");
        }
        ada.send("{\"name\":\"Ada\"}").send("{\"say\":\"   \"}");
        awaitError(ada, 8, "\"say\" takes 1 to 500 characters");
        ada.send("{\"say\":null}");
        awaitError(ada, 9, "\"say\" takes 1 to 500 characters");
        Peer nobody = example.connect("/chat").send("{\"name\":null}");
        awaitError(nobody, 1, "\"name\" takes 1 to 20 characters");

        ada.send("{\"say\":\"now I can\"}");
        awaitLast(ada, "{\"from\":\"Ada\",\"say\":\"now I can\"}");
    }

    @Test
    void aNameIsOneGuestsUntilThatGuestLeaves() {
        Peer ada = enter("Ada");
        Peer other = example.connect("/chat").send("{\"name\":\"ada\"}");
        awaitError(other, 1, "ada is here already: choose another name");

        ada.close();

        await().untilAsserted(() -> {
            other.send("{\"name\":\"ada\"}");
            assertThat(other.texts()).contains("{\"joined\":\"ada\",\"present\":[\"ada\"]}");
        });
        assertThat(other.texts()).contains("{\"left\":\"Ada\",\"present\":[]}");
    }

    @Test
    void whoFallsBehindIsDisconnectedAndTheOthersMissNothing() {
        Peer ada = enter("Ada");
        Connection stalled = SluiceClient.create(
                        example.vertx(),
                        new WebSocketClientOptions().setReceiveBufferSize(4 << 10),
                        ConnectionOptions.DEFAULT.withInboundBufferBytes(1 << 10))
                .connect("ws://127.0.0.1:" + example.port() + "/chat")
                .blockingGet();
        stalled.send(Message.text("{\"name\":\"Bob\"}")).blockingAwait();
        awaitLast(ada, "{\"joined\":\"Bob\",\"present\":[\"Ada\",\"Bob\"]}");
        String left = "{\"left\":\"Bob\",\"present\":[\"Ada\"]}";
        int said = 0;

        while (!ada.texts().contains(left)
                && said < 40_000) { // the sockets in between take some, then nobody takes any
            for (int i = 0; i < 100; i++) {
                ada.send("{\"say\":\"" + ++said + ".".repeat(480) + "\"}");
            }
            int heard = said + 2; // two came in
            await().until(() -> ada.texts().size() >= heard);
        }

        awaitLine(ada, left);
        assertThat(ada.isClosed()).isFalse();
        assertThat(ada.texts())
                .hasSize(said + 3)
                .filteredOn(line -> line.startsWith("{\"from\""))
                .doesNotHaveDuplicates()
                .hasSize(said);
        Disposable reading = stalled.messages().onErrorComplete().subscribe();
        assertThat(stalled.closed().blockingGet().code()).isEqualTo(CloseCode.SLOW_CONSUMER);
        reading.dispose();
    }

    private Peer enter(String name) {
        Peer guest = example.connect("/chat").send(JsonObject.of("name", name).encode());
        await().until(() -> guest.texts().stream().anyMatch(text -> text.startsWith("{\"joined\":\"" + name)));
        return guest;
    }

    private static void awaitLine(Peer guest, String text) {
        await().untilAsserted(() -> assertThat(guest.texts()).contains(text));
    }

    private static void awaitLast(Peer guest, String text) {
        await().untilAsserted(() -> assertThat(guest.texts()).last().isEqualTo(text));
    }

    private static void awaitError(Peer guest, int answers, String what) {
        await().untilAsserted(() -> assertThat(guest.texts()).hasSizeGreaterThanOrEqualTo(answers));
        assertThat(new JsonObject(guest.texts().get(answers - 1)).getString("error"))
                .contains(what);
    }
}
