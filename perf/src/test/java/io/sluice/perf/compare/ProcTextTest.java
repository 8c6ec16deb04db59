package io.sluice.perf.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class ProcTextTest {

    @Test
    void cpuTimeIsThatOfUserAndSystemWhateverTheNameOfTheProcess() {
        String stat = "4711 (a) b 7 (c)) S 1 4711 4711 0 -1 4194560 2205 12 3 4 150 75 8 9 20 0 31 0 5203 3748 1500";

        assertThat(ProcText.cpuNanos(stat)).isEqualTo((150 + 75) * 10_000_000L);
    }

    @Test
    void memoryIsInBytes() {
        String status = "Name:\tjava\nVmHWM:\t  300 kB\nVmRSS:\t  204 kB\nRssAnon:\t 1 kB\n";

        assertThat(ProcText.bytes(status, "VmRSS")).isEqualTo(204 * 1_024);
    }

    @Test
    void aFieldIsFoundByItsWholeName() {
        String io = "rchar: 1\nwchar: 2\nsyscr: 3\nsyscw: 4\ncancelled_write_bytes: 5\n";

        assertThat(ProcText.number(io, "syscw")).isEqualTo(4);
        assertThatIllegalArgumentException().isThrownBy(() -> ProcText.number(io, "write_bytes"));
    }
}
