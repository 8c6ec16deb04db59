package io.sluice.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.message.CloseCode;
import io.sluice.wire.Frame;
import io.sluice.wire.TestServer;
import org.junit.jupiter.api.Test;

/**
 * Frames that travel with a server's part of the handshake are answered like any other. A client must not send before that
 * has come (RFC 6455 section 4.1).
 */
final class HandshakeEdgeTest {

    private static final Frame TEXT = Frame.text("with the handshake");

    @Test
    void aMessageWithTheHandshakeIsEchoed() {
        try (Echoes echoes = new Echoes(TestServer.CALM);
                Echoes.Pair pair = echoes.openFromOurClient(TEXT, Frame.ping("p"))) {
            assertThat(pair.peer().read()).isEqualTo(TEXT);
            assertThat(pair.peer().read()).isEqualTo(Frame.pong("p"));
        }
    }

    @Test
    void aMessageBeforeACloseIsEchoedBeforeTheAnswer() {
        Frame close = Frame.close(CloseCode.NORMAL, "bye");
        try (Echoes echoes = new Echoes(TestServer.CALM);
                Echoes.Pair pair = echoes.openFromOurClient(TEXT, close)) {
            assertThat(pair.peer().read()).isEqualTo(TEXT);
            assertThat(pair.peer().read()).isEqualTo(close);
            pair.peer().close();
            assertThat(pair.echo().closed().code()).isEqualTo(CloseCode.NORMAL);
            pair.echo().assertEndedOnce();
        }
    }

    @Test
    void aMessageBeforeAnOffenceIsEchoedBeforeTheRefusal() {
        try (Echoes echoes = new Echoes(TestServer.CALM);
                Echoes.Pair pair = echoes.openFromOurClient(TEXT, Frame.of(0x3))) {
            assertThat(pair.peer().read()).isEqualTo(TEXT);
            assertThat(pair.peer().read().closeCode()).isEqualTo(CloseCode.PROTOCOL_ERROR);
            pair.peer().close();
            assertThat(pair.echo().closed().code()).isEqualTo(CloseCode.PROTOCOL_ERROR);
            pair.echo().assertEndedOnce();
        }
    }
}
