package io.sluice.connection;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.message.Message;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MessageAssemblerTest {

    private static final int MAX = 1 << 20;

    @Test
    void aMessageOfTinyFragmentsIsNotCopiedWithEachOfThem() {
        List<Message> messages = new ArrayList<>();
        MessageAssembler assembler = new MessageAssembler(MAX, MAX, messages::add);
        ByteBuf part = Unpooled.wrappedBuffer(new byte[] {'a'});
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = thread.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < MAX; i++) {
            assembler.begin(true, false, 1);
            assembler.append(part.readerIndex(0));
        }
        assembler.end();
        assertThat(thread.getCurrentThreadAllocatedBytes() - before).isLessThan(8L * MAX);
        assertThat(messages.get(0).size()).isEqualTo(MAX);
    }

    @Test
    void aMessageThatArrivesWholeTakesNoMoreThanItsSize() {
        List<Message> messages = new ArrayList<>();
        MessageAssembler assembler = new MessageAssembler(MAX, MAX, messages::add);
        byte[] payload = new byte[MAX / 2];
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        ByteBuf part = Unpooled.wrappedBuffer(payload);
        long before = thread.getCurrentThreadAllocatedBytes();
        assembler.begin(false, false, payload.length);
        assembler.append(part);
        assembler.end();
        assertThat(thread.getCurrentThreadAllocatedBytes() - before).isLessThan(payload.length + 4_096L);
    }
}
