package io.sluice.perf.serve;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadTest {

    @ParameterizedTest
    @ValueSource(ints = {32, 128, 1_024, 16_384})
    void aTextHasItsSizeItsNumberAndItsTime(int bytes) {
        String text = Payload.text(255, Long.MAX_VALUE, bytes);

        assertThat(text).hasSize(bytes).startsWith("00000000000000ff7fffffffffffffff");
        assertThat(text.chars()).allMatch(character -> character < 128);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 99, 100, 12_345})
    void aHundredKeysComeInTurn(long sequence) {
        assertThat(Payload.key(Payload.text(sequence, 1, 32))).isEqualTo(sequence % 100);
    }
}
