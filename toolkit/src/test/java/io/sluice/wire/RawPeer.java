package io.sluice.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The other end of a connection, on a plain blocking socket: says exactly the bytes a test wants, at the time it wants, and
 * reads only when told to.
 *
 * <p>Its kernel buffers are small, so that pushing back is felt soon. Reading waits 20 seconds for something to arrive.
 *
 * <p>Threading: one thread may write while another reads.
 */
public final class RawPeer implements AutoCloseable {

    /** How a peer ended its direction of TCP. */
    public enum End {
        FIN,
        RESET
    }

    static final int KERNEL_BUFFER = 64 << 10;
    static final InetAddress LOCALHOST = InetAddress.getLoopbackAddress();

    private static final int READ_TIMEOUT_MILLIS = 20_000;
    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    private final SocketChannel channel;
    private final InputStream in;
    private final boolean client;

    private RawPeer(SocketChannel channel, boolean client) throws IOException {
        this.channel = channel;
        this.client = client;
        channel.socket().setSoTimeout(READ_TIMEOUT_MILLIS);
        channel.socket().setTcpNoDelay(true);
        in = new BufferedInputStream(channel.socket().getInputStream(), KERNEL_BUFFER);
    }

    /** A client that has said nothing yet. */
    public static RawPeer open(int port) {
        return quietly(() -> {
            SocketChannel channel = SocketChannel.open();
            channel.socket().setReceiveBufferSize(KERNEL_BUFFER);
            channel.socket().setSendBufferSize(KERNEL_BUFFER);
            channel.connect(new InetSocketAddress(LOCALHOST, port));
            return new RawPeer(channel, true);
        });
    }

    /** A client with the handshake behind it, whose request had {@code moreHeaders}. */
    public static RawPeer connect(int port, String path, String... moreHeaders) {
        RawPeer peer = open(port);
        peer.sendBytes(upgradeRequest(path, port, moreHeaders));
        String response = peer.readHead();
        assertThat(response).startsWith("HTTP/1.1 101 ");
        return peer;
    }

    static RawPeer accepted(SocketChannel channel) throws IOException {
        channel.socket().setSendBufferSize(KERNEL_BUFFER);
        return new RawPeer(channel, false);
    }

    /** The request a client opens with. */
    public static byte[] upgradeRequest(String path, int port, String... moreHeaders) {
        List<String> lines = new ArrayList<>(List.of(
                "GET " + path + " HTTP/1.1",
                "Host: localhost:" + port,
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: " + KEY));
        lines.addAll(List.of(moreHeaders));
        return (String.join("\r\n", lines) + "\r\n\r\n").getBytes(ISO_8859_1);
    }

    /** The 101 that fits the request {@code head}. */
    public static byte[] upgradeResponse(String head, String... moreHeaders) {
        String key = head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("sec-websocket-key:"))
                .map(line -> line.substring(line.indexOf(':') + 1).trim())
                .findFirst()
                .orElseThrow(() -> new AssertionError("no handshake: " + head));
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1")
                    .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(ISO_8859_1));
            return ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            + "Sec-WebSocket-Accept: "
                            + Base64.getEncoder().encodeToString(digest)
                            + Arrays.stream(moreHeaders)
                                    .map(line -> "\r\n" + line)
                                    .collect(Collectors.joining())
                            + "\r\n\r\n")
                    .getBytes(ISO_8859_1);
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** Whether this peer is the client, which masks and leaves ending TCP to the other side. */
    public boolean isClient() {
        return client;
    }

    /** {@code frames} as this peer's role has to encode them. */
    public byte[] encode(Frame... frames) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Frame frame : frames) {
            out.writeBytes(frame.encode(client));
        }
        return out.toByteArray();
    }

    /** Sends {@code frames} in one write. */
    public void send(Frame... frames) {
        sendBytes(encode(frames));
    }

    /** Sends {@code frame} masked, or not, other than this peer's role demands. */
    public void sendWronglyMasked(Frame frame) {
        sendBytes(frame.encode(!client));
    }

    public void sendBytes(byte[]... parts) {
        for (byte[] part : parts) {
            write(ByteBuffer.wrap(part));
        }
    }

    /** Sends {@code parts} in one write. */
    public void sendAsOne(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        sendBytes(all.toByteArray());
    }

    private void write(ByteBuffer bytes) {
        quietly(() -> {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            return bytes;
        });
    }

    /** Sends {@code bytes} in writes of {@code size}, each of which may travel by itself. */
    public void sendInPieces(byte[] bytes, int size) {
        for (int from = 0; from < bytes.length; from += size) {
            sendBytes(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + size)));
        }
    }

    /** The next frame; fails if the other side ends instead. */
    public Frame read() {
        return quietly(() -> {
            int first = readByte();
            int second = readByte();
            assertThat((second & 0x80) != 0)
                    .as("frame is masked, which clients must and servers must not")
                    .isEqualTo(!client);
            long length = second & 0x7F;
            if (length >= 126) {
                length = 0;
                for (int i = (second & 0x7F) == 126 ? 2 : 8; i > 0; i--) {
                    length = length << 8 | readByte();
                }
            }
            byte[] key = client ? new byte[4] : readFully(4);
            byte[] payload = readFully(Math.toIntExact(length));
            for (int i = 0; i < payload.length; i++) {
                payload[i] ^= key[i & 3];
            }
            return Frame.received(first, payload);
        });
    }

    /** Reads on to the close frame. */
    public Frame readClose() {
        Frame frame = read();
        while (frame.opcode() != Frame.CLOSE) {
            frame = read();
        }
        return frame;
    }

    /** The head of the other side's request or response. */
    public String readHead() {
        return quietly(() -> {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) readByte());
            }
            return head.toString();
        });
    }

    /** Answers a request that has been read with {@code lines} of a head, and no body. */
    public void respond(String... lines) {
        sendBytes((String.join("\r\n", lines) + "\r\n\r\n").getBytes(ISO_8859_1));
    }

    /** The values of the header {@code name} in {@code head}. */
    public static List<String> headers(String head, String name) {
        String start = name.toLowerCase(Locale.ROOT) + ":";
        return head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
                .map(line -> line.substring(start.length()).trim())
                .toList();
    }

    /** The body of a response with {@code head}. */
    public String readBody(String head) {
        int length = head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
                .mapToInt(line ->
                        Integer.parseInt(line.substring(line.indexOf(':') + 1).trim()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no length: " + head));
        return quietly(() -> new String(readFully(length), ISO_8859_1));
    }

    /** The next {@code length} bytes as they travel. */
    public byte[] readBytes(int length) {
        return quietly(() -> readFully(length));
    }

    /** Reads what has arrived, up to the size of {@code buffer}; -1 at the end. */
    public int readSome(byte[] buffer) {
        return quietly(() -> in.read(buffer));
    }

    /** Waits for the end; fails on a byte before it. */
    public End readEnd() {
        return quietly(() -> {
            try {
                assertThat(in.read())
                        .as("first byte where the end was expected")
                        .isEqualTo(-1);
                return End.FIN;
            } catch (SocketException reset) {
                return End.RESET;
            }
        });
    }

    /** Waits for the end, whatever comes before it. */
    public End skipToEnd() {
        byte[] ignored = new byte[8192];
        return quietly(() -> {
            try {
                while (in.read(ignored) >= 0) {}
                return End.FIN;
            } catch (SocketException reset) {
                return End.RESET;
            }
        });
    }

    /** Waits for the end, whatever comes before it, and answers a close frame if one does. */
    public void skipToEndAnsweringClose() {
        try {
            answerClose();
        } catch (UncheckedIOException endedWithout) {
            close();
        }
    }

    /** Answers the close frame that comes, then waits for a server to end TCP, or ends it as a server has to. */
    public Frame answerClose() {
        Frame close = readClose();
        send(Frame.of(Frame.CLOSE, close.payload()));
        if (client) {
            assertThat(readEnd()).isEqualTo(End.FIN);
        } else {
            close();
        }
        return close;
    }

    /** Closes as RFC 6455 wants it: close frame, the other side's answer, and TCP ended by whoever is the server. */
    public Frame shakeHands(Frame close) {
        send(close);
        Frame answer = readClose();
        if (client) {
            assertThat(readEnd()).isEqualTo(End.FIN);
        } else {
            close();
        }
        return answer;
    }

    /** Ends this direction and reads on. */
    public void fin() {
        quietly(channel::shutdownOutput);
    }

    /** Cuts TCP with a reset. */
    public void reset() {
        quietly(() -> {
            channel.socket().setSoLinger(true, 0);
            channel.close();
            return channel;
        });
    }

    @Override
    public void close() {
        quietly(() -> {
            channel.close();
            return channel;
        });
    }

    SocketChannel channel() {
        return channel;
    }

    private int readByte() throws IOException {
        int read = in.read();
        if (read < 0) {
            throw new EOFException("the other side ended TCP");
        }
        return read;
    }

    private byte[] readFully(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the other side ended TCP within a frame");
        }
        return bytes;
    }

    private interface Io<T> {
        T run() throws IOException;
    }

    private static <T> T quietly(Io<T> io) {
        try {
            return io.run();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
