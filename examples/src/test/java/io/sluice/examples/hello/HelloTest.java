package io.sluice.examples.hello;

import static io.sluice.examples.trading.Soon.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.examples.Peer;
import io.sluice.examples.RunningExample;
import io.sluice.message.CloseCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HelloTest {

    private final RunningExample example = new RunningExample("hello", Hello::endpoints);

    @AfterEach
    void stop() {
        example.close();
    }

    @Test
    void aNameIsGreetedAndTheConnectionClosedWithCodeAndReason() {
        Peer ada = example.connect("/hello");

        ada.send(" Ada Lovelace ");

        assertThat(ada.awaitClose()).isEqualTo(new Peer.Close(CloseCode.NORMAL, "Goodbye, Ada Lovelace"));
        assertThat(ada.texts()).containsExactly("Hello, Ada Lovelace!");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "a name of more than thirty characters"})
    void whatIsNoNameIsRefusedWithWhatANameIs(String name) {
        Peer nobody = example.connect("/hello");

        nobody.send(name);

        assertThat(nobody.awaitClose())
                .isEqualTo(new Peer.Close(CloseCode.POLICY_VIOLATION, "a name is text of 1 to 30 characters"));
        assertThat(nobody.texts()).isEmpty();
    }

    @Test
    void bytesAreNoName() {
        Peer nobody = example.connect("/hello");

        nobody.send(new byte[] {'A', 'd', 'a'});

        assertThat(nobody.awaitClose().code()).isEqualTo(CloseCode.POLICY_VIOLATION);
    }

    @Test
    void whoSaysNothingIsNotClosedAndKeepsNobodyWaiting() {
        Peer silent = example.connect("/hello");
        Peer ada = example.connect("/hello").send("Ada");

        await().until(ada::isClosed);

        assertThat(silent.isClosed()).isFalse();
        assertThat(silent.texts()).isEmpty();
    }
}
