package io.sluice.examples.trading;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;

/** A WebSocket client that is nothing but a socket: what it does not read nobody reads for it. */
final class RawSocket implements AutoCloseable {

    /** The payload length of a frame is in the following 2 or 8 bytes. */
    private static final int LENGTH_16 = 126;

    private static final int LENGTH_64 = 127;
    private static final int CLOSE = 8;

    private final Socket socket = new Socket();

    /** Connects, gets the answer to the upgrade out of the way, and reads nothing more. */
    RawSocket(int port) throws IOException {
        socket.setReceiveBufferSize(4 << 10);
        socket.connect(new InetSocketAddress("localhost", port));
        socket.getOutputStream()
                .write(("GET /feed HTTP/1.1\r\nHost: localhost:" + port
                                + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                                + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
                        .getBytes(US_ASCII));
        assertThat(head(socket.getInputStream())).startsWith("HTTP/1.1 101 ");
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(US_ASCII).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("the answer ends after " + head.toString(US_ASCII));
            }
            head.write(next);
        }
        return head.toString(US_ASCII);
    }

    /** Sends a text of at most 125 bytes. */
    RawSocket send(String text) throws IOException {
        byte[] payload = text.getBytes(UTF_8);
        OutputStream out = socket.getOutputStream();
        out.write(new byte[] {(byte) 0x81, (byte) (0x80 | payload.length), 0, 0, 0, 0}); // masked with zeros
        out.write(payload);
        out.flush();
        return this;
    }

    /** Answers a ping nobody has read: the socket is alive, though its owner does nothing. */
    void sayAlive() throws IOException {
        socket.getOutputStream().write(new byte[] {(byte) 0x8a, (byte) 0x80, 0, 0, 0, 0});
    }

    /** Whether the other side has cut the connection. */
    boolean isCut() {
        try {
            sayAlive();
            return false;
        } catch (IOException cut) {
            return true;
        }
    }

    /** Reads on to the close frame and returns its code. */
    int readToClose() throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        while (true) {
            int opcode = in.readUnsignedByte() & 0x0f;
            int length = in.readUnsignedByte();
            long payload = length == LENGTH_16 ? in.readUnsignedShort() : length == LENGTH_64 ? in.readLong() : length;
            if (opcode == CLOSE) {
                return in.readUnsignedShort();
            }
            in.skipNBytes(payload);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
