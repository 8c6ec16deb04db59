package io.sluice.examples.echo;

import static io.sluice.examples.trading.Soon.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.examples.Peer;
import io.sluice.examples.RunningExample;
import io.sluice.message.CloseCode;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EchoTest {

    private final RunningExample example = new RunningExample("echo", Echo::endpoints);

    @AfterEach
    void stop() {
        example.close();
    }

    @Test
    void textComesBackAsTextAndBinaryAsBinary() {
        byte[] bytes = new byte[Echo.MAX_BYTES];
        new Random(1).nextBytes(bytes);

        Peer peer =
                example.connect("/echo").send("Grüße, 世界").send("").send(bytes).send(new byte[0]);

        await().until(() -> peer.texts().size() + peer.binaries().size() == 4);
        assertThat(peer.texts()).containsExactly("Grüße, 世界", "");
        assertThat(peer.binaries()).containsExactly(bytes, new byte[0]);
    }

    @Test
    void aMessageThatIsTooLargeEndsItsOwnConnectionAndNoOther() {
        Peer other = example.connect("/echo");
        Peer peer = example.connect("/echo");

        peer.send(new byte[Echo.MAX_BYTES + 1]);

        assertThat(peer.awaitClose().code()).isEqualTo(CloseCode.TOO_LARGE);
        assertThat(peer.binaries()).isEmpty();
        other.send("still here");
        await().until(() -> other.texts().equals(List.of("still here")));
    }
}
