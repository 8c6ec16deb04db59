package io.sluice.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sluice.message.CloseStatus.Initiator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CloseStatusTest {

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 4008, 4999})
    void codesThatMayTravelAreTaken(int code) {
        assertThat(CloseStatus.of(code, "why")).isEqualTo(new CloseStatus(code, "why", Initiator.LOCAL, false));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 999, 1004, 1005, 1006, 1015, 1016, 2000, 2999, 5000, 65_536 + 1000})
    void codesThatMustNotTravelAreRefused(int code) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CloseStatus.of(code, ""))
                .withMessageContaining(Integer.toString(code));
    }

    @Test
    void aReasonFitsIntoTheFrameOrIsRefused() {
        assertThat(CloseStatus.of(4000, "x".repeat(123)).reason()).hasSize(123);
        assertThat(CloseStatus.of(4000, "ü".repeat(61)).reason()).hasSize(61);
        assertThatIllegalArgumentException().isThrownBy(() -> CloseStatus.of(4000, "x".repeat(124)));
        assertThatIllegalArgumentException().isThrownBy(() -> CloseStatus.of(4000, "ü".repeat(62)));
    }

    @ParameterizedTest
    @CsvSource({"1000, true", "1001, true", "1005, true", "1006, false", "1011, false", "4000, false"})
    void anEndIsNormalIfItWasCleanAndMeant(int code, boolean normal) {
        assertThat(new CloseStatus(code, "", Initiator.REMOTE, true).isNormal()).isEqualTo(normal);
        assertThat(new CloseStatus(code, "", Initiator.REMOTE, false).isNormal())
                .isFalse();
    }
}
