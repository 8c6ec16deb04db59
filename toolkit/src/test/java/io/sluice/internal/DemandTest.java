package io.sluice.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class DemandTest {

    @Test
    void demandAddsUp() {
        assertThat(Demand.add(3, 4)).isEqualTo(7);
    }

    @Test
    void demandIsCappedWhereALongEnds() {
        assertThat(Demand.add(Long.MAX_VALUE - 1, 2)).isEqualTo(Long.MAX_VALUE);
        assertThat(Demand.add(Long.MAX_VALUE, Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void producedValuesAreTakenOff() {
        assertThat(Demand.produced(7, 4)).isEqualTo(3);
    }

    @Test
    void unboundedDemandStaysUnbounded() {
        assertThat(Demand.produced(Long.MAX_VALUE, 4)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void producingMoreThanRequestedIsABug() {
        assertThatIllegalStateException().isThrownBy(() -> Demand.produced(3, 4));
    }

    @Test
    void onlyPositiveRequestsMayPass() {
        assertThat(Demand.violation(1)).isNull();
        assertThat(Demand.violation(0)).hasMessageContaining("3.9");
        assertThat(Demand.violation(-1)).hasMessageContaining("3.9");
    }
}
