package io.sluice.examples.trading.exchange;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** A bare socket that shakes hands and then reads nothing until told to: no library empties its buffers behind the test's back. */
final class StalledClient implements AutoCloseable {

    private static final int CLOSE_FRAME = 0x88;
    private static final int TIMEOUT_MILLIS = 20_000;

    private final Socket socket = new Socket();
    private final InputStream in;

    StalledClient(int port, String uri) {
        try {
            socket.setReceiveBufferSize(16 << 10);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(new InetSocketAddress("localhost", port));
            socket.getOutputStream()
                    .write(("GET " + uri
                                    + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
                            .getBytes(US_ASCII));
            in = socket.getInputStream();
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) in.read());
            }
            assertThat(head).startsWith("HTTP/1.1 101");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads whatever there is up to the close frame, and tells its code. The messages before it must be of ASCII. */
    int readToCloseCode() {
        try {
            byte[] buffer = new byte[64 << 10];
            int[] last = new int[4];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                for (int i = 0; i < n; i++) {
                    last = new int[] {last[1], last[2], last[3], buffer[i] & 0xff};
                    if (last[0] == CLOSE_FRAME && last[1] < 126) {
                        return last[2] << 8 | last[3];
                    }
                }
            }
            throw new AssertionError("the connection ended without a close frame");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
