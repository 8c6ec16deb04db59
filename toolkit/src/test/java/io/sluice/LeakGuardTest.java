package io.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class LeakGuardTest {

    @Test
    void aLostBufferIsFoundWithTheWayItTook() throws InterruptedException {
        lose(PooledByteBufAllocator.DEFAULT.directBuffer(16));

        assertThat(LeakGuard.findLeaks()).singleElement().asString().contains("lost on purpose");
    }

    @Test
    void aReleasedBufferIsNoLeak() throws InterruptedException {
        Unpooled.directBuffer(16).release();

        assertThat(LeakGuard.findLeaks()).isEmpty();
    }

    private static void lose(ByteBuf buffer) {
        buffer.touch("lost on purpose");
    }
}
