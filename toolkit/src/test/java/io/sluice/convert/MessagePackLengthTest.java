package io.sluice.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.message.Message;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Version 0.9.9 of the library makes room for a length as soon as it is announced. */
final class MessagePackLengthTest {

    private static final long A_QUARTER_OF_A_GIB = 1 << 28;

    /** A binary, a string and an extension of 256 MiB, of which two bytes are there. */
    @ParameterizedTest
    @ValueSource(strings = {"C6 10000000 0102", "DB 10000000 0102", "C9 10000000 05 0102"})
    void aLengthThatIsOnlyAnnouncedCostsNoRoom(String hex) {
        Message message = Message.binary(Cut.hex(hex));
        Codec<Object> codec = MessagePack.codec(Object.class);
        long bytes = Allocated.by(
                () -> assertThatThrownBy(() -> codec.decode(message)).isInstanceOf(Exception.class));
        assertThat(bytes).isLessThan(A_QUARTER_OF_A_GIB / 100);
    }
}
