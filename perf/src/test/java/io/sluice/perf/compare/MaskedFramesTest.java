package io.sluice.perf.compare;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.sluice.perf.serve.Payload;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskedFramesTest {

    @ParameterizedTest
    @ValueSource(ints = {32, 125, 126, 16_384})
    void aServerReadsBackTheTexts(int bytes) {
        EmbeddedChannel server = new EmbeddedChannel(
                new WebSocket13FrameDecoder(WebSocketDecoderConfig.newBuilder().build()));

        server.writeInbound(MaskedFrames.of(3, bytes).duplicate());

        for (int i = 0; i < 3; i++) {
            TextWebSocketFrame frame = server.readInbound();
            assertThat(frame.content().toString(US_ASCII)).isEqualTo(Payload.text(i, 0, bytes));
            frame.release();
        }
        assertThat(server.<Object>readInbound()).isNull();
        server.finishAndReleaseAll();
    }
}
