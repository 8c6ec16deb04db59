package io.sluice.wire;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/** A client that is a process of its own: sends binary messages, then answers whatever comes with a pong, until it is killed. */
public final class FloodingPeer {

    public static final int MESSAGE = 16 << 10;

    private FloodingPeer() {}

    /** {@code arguments}: address, port, and how many messages are sent. */
    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[1]);
        try (Socket socket = new Socket(arguments[0], port)) {
            OutputStream out = socket.getOutputStream();
            out.write(RawPeer.upgradeRequest("/", port));
            byte[] message = Frame.binary(new byte[MESSAGE]).encode(true);
            for (long left = Long.parseLong(arguments[2]); left > 0; left--) {
                out.write(message);
            }
            InputStream in = socket.getInputStream();
            byte[] pong = Frame.pong("").encode(true);
            byte[] ignored = new byte[1024];
            while (in.read(ignored) > 0) {
                out.write(pong);
            }
        }
    }
}
