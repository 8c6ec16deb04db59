package io.sluice.connection;

import io.sluice.wire.Link;
import io.sluice.wire.RawPeer;
import io.sluice.wire.RawServer;
import io.sluice.wire.Side;
import io.sluice.wire.TestServer;
import java.util.Locale;

/** Links on which permessage-deflate is agreed on. */
final class CompressedLink {

    static final ConnectionOptions OPTIONS = TestServer.CALM.withCompression(Compression.ON);

    private static final String FIELD = "Sec-WebSocket-Extensions: ";
    /** What browsers offer. */
    static final String OFFER = FIELD + "permessage-deflate; client_max_window_bits";

    static final String ANSWER = FIELD + "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

    private CompressedLink() {}

    static Link open(Side side) {
        return open(side, OPTIONS);
    }

    static Link open(Side side, ConnectionOptions options) {
        return Link.open(side, options, side == Side.SERVER ? OFFER : ANSWER);
    }

    /** The value of the header in {@code head}; empty if it is not there. */
    static String extensions(String head) {
        return head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("sec-websocket-extensions:"))
                .map(line -> line.substring(line.indexOf(':') + 1).trim())
                .findFirst()
                .orElse("");
    }

    /** The head of the response to a client with {@code moreHeaders}. */
    static String answer(TestServer server, String... moreHeaders) {
        try (RawPeer peer = RawPeer.open(server.port())) {
            peer.sendBytes(RawPeer.upgradeRequest("/", server.port(), moreHeaders));
            return peer.readHead();
        }
    }

    /** The head of the next client's request, which is answered with {@code moreHeaders}. */
    static String request(RawServer server, String... moreHeaders) {
        RawPeer peer = server.accept();
        String head = peer.readHead();
        peer.sendBytes(RawPeer.upgradeResponse(head, moreHeaders));
        return head;
    }
}
