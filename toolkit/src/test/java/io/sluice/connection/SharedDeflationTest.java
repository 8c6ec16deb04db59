package io.sluice.connection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.fanout.Hub;
import io.sluice.fanout.Overflow;
import io.sluice.message.Message;
import io.sluice.wire.Frame;
import io.sluice.wire.PeerDeflate;
import io.sluice.wire.RawPeer;
import io.sluice.wire.TestServer;
import io.sluice.wire.Wait;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A message sent on many connections is deflated once for all of them. */
final class SharedDeflationTest {

    private static final int MEMBERS = 50;

    @Test
    void allConnectionsOfOneLevelWriteTheSameArray() {
        Message message = Message.text("shared ".repeat(100));
        List<byte[]> written = new ArrayList<>();
        for (int i = 0; i < MEMBERS; i++) {
            Outbound outbound = new Outbound(
                    new RecordingTransport(written),
                    new ConnectionAccounts(),
                    new AgreedCompression(6, 256, i % 2 == 0));
            outbound.write(message);
        }
        assertThat(written)
                .hasSize(MEMBERS)
                .allSatisfy(payload -> assertThat(payload).isSameAs(message.deflated(6)));
    }

    @Test
    void everyMemberOfAHubGetsEveryMessageCompressedOrPlainAsItNegotiated() {
        Hub<Message> hub = Hub.create();
        try (TestServer server = TestServer.of(
                CompressedLink.OPTIONS, connection -> connection.send(hub.join(Overflow.disconnect(1_000))))) {
            List<RawPeer> peers = new ArrayList<>();
            for (int i = 0; i < MEMBERS; i++) {
                peers.add(i % 5 == 0 ? server.dial() : RawPeer.connect(server.port(), "/", CompressedLink.OFFER));
            }
            Wait.until(() -> hub.members().size() == MEMBERS);
            for (int i = 0; i < 20; i++) {
                hub.publish(Message.text(text(i)));
            }
            for (int member = 0; member < MEMBERS; member++) {
                for (int i = 0; i < 20; i++) {
                    Frame frame = peers.get(member).read();
                    assertThat(PeerDeflate.isCompressed(frame)).isEqualTo(member % 5 != 0);
                    byte[] payload = member % 5 == 0 ? frame.payload() : PeerDeflate.inflate(frame.payload());
                    assertThat(payload).asString(UTF_8).isEqualTo(text(i));
                }
            }
            peers.forEach(RawPeer::close);
        }
    }

    private static String text(int number) {
        return ("message " + number + " ").repeat(50);
    }

    private record RecordingTransport(List<byte[]> written) implements Transport {

        @Override
        public boolean isWritable() {
            return true;
        }

        @Override
        public void write(int opcode, byte[] payload) {
            assertThat(opcode).isEqualTo(FrameEncoder.TEXT | FrameEncoder.COMPRESSED);
            written.add(payload);
        }

        @Override
        public void writeClose(int code, String reason, Runnable done) {}

        @Override
        public void endOutput() {}

        @Override
        public void cut() {}

        @Override
        public void release() {}

        @Override
        public boolean isSending() {
            return false;
        }

        @Override
        public long progress() {
            return 0;
        }

        @Override
        public void pauseReading() {}

        @Override
        public void resumeReading() {}
    }
}
