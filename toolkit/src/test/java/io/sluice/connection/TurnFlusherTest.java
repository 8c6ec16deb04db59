package io.sluice.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The end of a turn, on channels without a network. */
final class TurnFlusherTest {

    private static final int MESSAGES = 16;

    private final UnpooledByteBufAllocator memory = new UnpooledByteBufAllocator(true, true);
    private final List<EmbeddedChannel> channels = new ArrayList<>();
    private int failures;

    @AfterEach
    void everythingIsReleased() {
        channels.forEach(EmbeddedChannel::finishAndReleaseAll);
        assertThat(memory.metric().usedDirectMemory()).isZero();
    }

    @Test
    void inEachTurnThatFollowsAllSendTheSameBytes() {
        List<ChannelTransport> members = List.of(transport(), transport(), transport());
        for (int turn = 0; turn < 20; turn++) {
            for (int i = 0; i < MESSAGES; i++) {
                byte[] message = new byte[1_000];
                members.forEach(member -> member.write(FrameEncoder.BINARY, message));
            }
            endTurn();
            Set<ByteBuf> buffers = Collections.newSetFromMap(new IdentityHashMap<>());
            for (EmbeddedChannel channel : channels) {
                ByteBuf sent = channel.readOutbound();
                assertThat(sent.readableBytes()).isEqualTo(MESSAGES * (1_000 + 4));
                boolean unused = buffers.add(sent.unwrap() == null ? sent : sent.unwrap());
                sent.release();
            }
            if (turn >= 8) {
                assertThat(buffers.size()).as("buffers in turn %d", turn).isEqualTo(1);
            }
        }
    }

    @Test
    void aConnectionThatFindsNoMemoryIsCutAndTheOthersAreFlushed() {
        ChannelTransport unlucky = transport();
        ChannelTransport other = transport();
        byte[] message = {1, 2, 3};
        unlucky.write(FrameEncoder.BINARY, message);
        other.write(FrameEncoder.BINARY, message);
        failures = 1;
        endTurn();

        assertThat(channels.get(0).isOpen()).isFalse();
        assertReceived(channels.get(1), 5);
        other.write(FrameEncoder.BINARY, message);
        endTurn();
        assertReceived(channels.get(1), 5);
    }

    private static void assertReceived(EmbeddedChannel channel, int bytes) {
        ByteBuf sent = channel.readOutbound();
        assertThat(sent).isNotNull();
        assertThat(sent.readableBytes()).isEqualTo(bytes);
        sent.release();
    }

    private ChannelTransport transport() {
        EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
        channel.config().setAllocator(scarce());
        channels.add(channel);
        return new ChannelTransport(
                channel.pipeline().firstContext(), FrameEncoder.unmasked(), new ConnectionAccounts());
    }

    /** Each channel has a loop of its own, but all are this thread: the task is on one of them. */
    private void endTurn() {
        channels.forEach(EmbeddedChannel::runPendingTasks);
    }

    /** The allocator, but for as many failures as were asked for. */
    private ByteBufAllocator scarce() {
        return (ByteBufAllocator) Proxy.newProxyInstance(
                ByteBufAllocator.class.getClassLoader(),
                new Class<?>[] {ByteBufAllocator.class},
                (proxy, method, arguments) -> {
                    if (failures > 0 && method.getName().equals("ioBuffer")) {
                        failures--;
                        throw new InternalError("no memory, for a test");
                    }
                    return method.invoke(memory, arguments);
                });
    }
}
