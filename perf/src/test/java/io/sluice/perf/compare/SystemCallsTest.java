package io.sluice.perf.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SystemCallsTest {

    @Test
    void readsWhatPerfCounted() {
        String text = """
                # started on Mon Nov 23 07:00:00 2026

                1200,,syscalls:sys_enter_write,5000,100.00,,
                0,,syscalls:sys_enter_writev,5000,100.00,,
                <not counted>,,syscalls:sys_enter_sendmsg,0,100.00,,
                7,,syscalls:sys_enter_epoll_wait,5000,100.00,,
                """;

        assertThat(SystemCalls.ofPerf(text)).isEqualTo(Map.of("write", 1_200L, "epoll_wait", 7L));
    }

    @Test
    void readsWhatStraceCounted() {
        String text = """
                % time     seconds  usecs/call     calls    errors syscall
                ------ ----------- ----------- --------- --------- ----------------
                 97.01    0.250000          12     20833           writev
                  2.99    0.007700           9       855       12 futex
                ------ ----------- ----------- --------- --------- ----------------
                100.00    0.257700          11     21688        12 total
                """;

        assertThat(SystemCalls.ofStrace(text)).isEqualTo(Map.of("writev", 20_833L, "futex", 855L));
    }

    @Test
    void addsUpThoseThatSend() {
        Map<String, Long> counts = Map.of("write", 2L, "sendto", 3L, "read", 50L);

        assertThat(SystemCalls.sum(counts, SystemCalls.SENDING)).isEqualTo(5);
        assertThat(SystemCalls.sum(Map.of(), List.of("write"))).isZero();
    }
}
