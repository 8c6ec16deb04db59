package io.sluice.examples.codecs;

import static io.sluice.examples.trading.Soon.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.convert.Codec;
import io.sluice.examples.Peer;
import io.sluice.examples.RunningExample;
import io.sluice.message.CloseCode;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuoteExchangeTest {

    private static final Quote QUOTE = new Quote("BTCUSDT", 6_700_012_345_678L, 150_000_000L);

    private final RunningExample example = new RunningExample("codecs", new QuoteExchange()::endpoints);

    @AfterEach
    void stop() {
        example.close();
    }

    @Test
    void aQuoteIsReadInAnotherFormatThanItWasSentIn() throws Exception {
        Codec<Quote> sbe = QuoteExchange.FORMATS.agreed("quotes.sbe");
        Codec<Quote> protobuf = QuoteExchange.FORMATS.agreed("quotes.protobuf");
        Peer inSbe = example.connect("/quotes", "quotes.sbe");
        Peer inProtobuf = example.connect("/quotes", "quotes.protobuf");

        await().until(
                        () -> { // both have joined: who has not does not get it
                            inSbe.send(sbe.encode(QUOTE).bytes());
                            return !inProtobuf.binaries().isEmpty()
                                    && !inSbe.binaries().isEmpty();
                        });
        assertThat(inSbe.binaries()).containsOnly(sbe.encode(QUOTE).bytes());
        assertThat(inProtobuf.binaries()).containsOnly(protobuf.encode(QUOTE).bytes());

        Quote other = new Quote("ETHUSDT", -1, 1);
        inProtobuf.send(protobuf.encode(other).bytes());
        byte[] expected = sbe.encode(other).bytes();
        await().until(() -> inSbe.binaries().stream().anyMatch(bytes -> Arrays.equals(bytes, expected)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"quotes.sbe", "quotes.protobuf"})
    void whatIsNoQuoteClosesItsConnection(String subprotocol) {
        Peer peer = example.connect("/quotes", subprotocol);
        peer.send(new byte[] {(byte) 0xFF, 1, 2});
        assertThat(peer.awaitClose().code()).isEqualTo(CloseCode.INVALID_PAYLOAD);
    }
}
