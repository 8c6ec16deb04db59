package io.sluice.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.wire.Frame;
import io.sluice.wire.RawPeer;
import io.sluice.wire.TestServer;

/** A well-behaved client of an echo at {@code /healthy}, by which a test sees that a server goes on. */
final class Healthy implements AutoCloseable {

    static final String PATH = "/healthy";

    private final TestServer server;
    private final RawPeer peer;
    private int sent;

    Healthy(TestServer server) {
        this.server = server;
        peer = RawPeer.connect(server.port(), PATH);
        isServed();
    }

    /** Sends a message and gets it back. */
    void isServed() {
        String text = "healthy " + sent++;
        peer.send(Frame.text(text));
        assertThat(peer.read().text()).isEqualTo(text);
    }

    /** It is served on, and so is another one that comes now. */
    void goesOn() {
        isServed();
        Healthy newcomer = new Healthy(server);
        newcomer.close();
    }

    @Override
    public void close() {
        peer.shakeHands(Frame.close(1000, ""));
        peer.close();
    }
}
