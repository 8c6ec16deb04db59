package io.sluice.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.connection.ExtensionHeader.Extension;
import io.sluice.connection.ExtensionHeader.Parameter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455 section 9.1. */
final class ExtensionHeaderTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a;b=1;c,d",
                "a; b=1; c, d",
                " a ;\tb = 1 ; c , d ",
                "a; b=\"1\"; c, d",
                "a; b=\"\\1\"; c, d",
                "A; B=1; C, D",
                ", a; b=1; c,, d,"
            })
    void blanksQuotesCaseAndEmptyElementsMakeNoDifference(String header) throws Exception {
        assertThat(ExtensionHeader.parse(List.of(header)))
                .containsExactly(
                        new Extension("a", List.of(new Parameter("b", "1"), new Parameter("c", null))),
                        new Extension("d", List.of()));
    }

    @Test
    void severalFieldsAreOneList() throws Exception {
        assertThat(ExtensionHeader.parse(List.of("a", "b, c")))
                .extracting(Extension::name)
                .containsExactly("a", "b", "c");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ",",
                ";",
                "a;",
                "a;;b",
                "a; =1",
                "a; b=",
                "a; b=\"",
                "a; b=\"1",
                "a; b=\"\"",
                "a; b=\"1 2\"",
                "a; b=\"1,2\"",
                "a; b=\"\\",
                "a; b=\"1\"2",
                "a b",
                "a; b c",
                "a; b=1 2",
                "a; b==1",
                "ä",
                "a; b=ü",
                "a/b",
                "a; b={1}",
                "a\u0000",
                "a; b=\u007F"
            })
    void whatIsNoListOfExtensionsIsRefused(String header) {
        assertThatExceptionOfType(ExtensionHeader.MalformedException.class)
                .isThrownBy(() -> ExtensionHeader.parse(List.of(header)))
                .withMessageContaining("Sec-WebSocket-Extensions");
    }
}
