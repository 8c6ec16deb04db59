package io.sluice.perf.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MediansTest {

    private final Medians medians = new Medians();

    @Test
    void theMedianIsTheMiddleOrBetweenTheTwo() {
        assertThat(Medians.median(List.of(9.0, 1.0, 2.0))).isEqualTo(2);
        assertThat(Medians.median(List.of(9.0, 1.0, 2.0, 4.0))).isEqualTo(3);
        assertThat(Medians.median(List.of(5.0))).isEqualTo(5);
    }

    @Test
    void aRatioIsThatOfTheMedians() {
        add("netty", 1, 2, 100);
        add("other", 3, 3, 3);

        assertThat(medians.ratio("other", "netty", Figure.CPU)).hasValue(1.5);
        assertThat(medians.ratio("netty", "netty", Figure.CPU)).hasValue(1);
    }

    @Test
    void thereIsNoRatioToWhatIsNotThereOrNothing() {
        add("other", 3);
        add("idle", 0);

        assertThat(medians.ratio("other", "netty", Figure.CPU)).isEmpty();
        assertThat(medians.ratio("other", "idle", Figure.CPU)).isEmpty();
        assertThat(medians.ratio("other", "other", Figure.P99)).isEmpty();
    }

    @Test
    void theTableBeginsWithTheCheapest() {
        add("dear", 30);
        add("netty", 10);
        add("cheap", 5);

        String table = ResultTable.of("title", medians, Figure.CPU, "netty");

        List<String> lines = table.lines().toList();
        assertThat(lines.get(0)).isEqualTo("title");
        assertThat(lines.subList(2, 5))
                .extracting(line -> line.split(" +", -1)[0])
                .containsExactly("cheap", "netty", "dear");
        assertThat(lines.get(2)).contains("0.50").contains("5.00");
    }

    private void add(String server, double... cpu) {
        for (int round = 0; round < cpu.length; round++) {
            medians.add(new Sample("w", server, round).with(Figure.CPU, cpu[round]));
        }
    }
}
