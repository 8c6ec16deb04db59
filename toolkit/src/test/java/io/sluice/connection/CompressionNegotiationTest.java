package io.sluice.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7692 sections 5 and 7.1. */
final class CompressionNegotiationTest {

    private static final String ANSWER = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";
    private static final String ANSWER_WITH_CONTEXT = "permessage-deflate; server_no_context_takeover";
    private static final Compression WITH_CONTEXT = Compression.ON.withPeerContext(true);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "permessage-deflate",
                "Permessage-Deflate",
                "permessage-deflate; client_max_window_bits",
                "permessage-deflate; client_max_window_bits=8",
                "permessage-deflate; client_max_window_bits=\"10\"",
                "permessage-deflate; server_no_context_takeover",
                "permessage-deflate; client_no_context_takeover",
                "permessage-deflate; server_no_context_takeover; client_no_context_takeover; client_max_window_bits=15",
                "x-webkit-deflate-frame, permessage-deflate",
                "permessage-deflate; unheard_of, permessage-deflate",
                "permessage-deflate; server_max_window_bits=14, permessage-deflate; client_max_window_bits",
                "permessage-deflate, permessage-deflate; server_max_window_bits=15"
            })
    void aServerAcceptsTheFirstOfferItCanKeep(String offer) throws Exception {
        CompressionAnswer answer = CompressionAnswer.to(List.of(offer), Compression.ON);
        assertThat(answer).isEqualTo(new CompressionAnswer(ANSWER, new AgreedCompression(6, 256, false)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "permessage-bzip2",
                "x-webkit-deflate-frame",
                "permessage-deflate; unheard_of",
                "permessage-deflate; unheard_of=1",
                "permessage-deflate; server_no_context_takeover=1",
                "permessage-deflate; client_no_context_takeover=true",
                "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
                "permessage-deflate; client_no_context_takeover; client_no_context_takeover",
                "permessage-deflate; client_max_window_bits; client_max_window_bits=10",
                "permessage-deflate; client_max_window_bits=10; client_max_window_bits",
                "permessage-deflate; server_max_window_bits=15; server_max_window_bits=15",
                "permessage-deflate; server_max_window_bits",
                "permessage-deflate; server_max_window_bits=14",
                "permessage-deflate; server_max_window_bits=8",
                "permessage-deflate; server_max_window_bits=16",
                "permessage-deflate; server_max_window_bits=015",
                "permessage-deflate; server_max_window_bits=-15",
                "permessage-deflate; server_max_window_bits=15x",
                "permessage-deflate; client_max_window_bits=7",
                "permessage-deflate; client_max_window_bits=16",
                "permessage-deflate; client_max_window_bits=08",
                "permessage-deflate; client_max_window_bits=1e1",
                "permessage-deflate; client_max_window_bits=99999999999",
                "permessage-deflate; unheard_of, permessage-deflate; server_max_window_bits=9"
            })
    void aServerGoesWithoutCompressionWhenItCanKeepNoOffer(String offer) throws Exception {
        assertThat(CompressionAnswer.to(List.of(offer), Compression.ON)).isNull();
    }

    @Test
    void aServerRepeatsAWindowItCanKeep() throws Exception {
        CompressionAnswer answer =
                CompressionAnswer.to(List.of("permessage-deflate; server_max_window_bits=15"), Compression.ON);
        assertThat(Objects.requireNonNull(answer).header()).isEqualTo(ANSWER + "; server_max_window_bits=15");
    }

    @Test
    void aServerKeepsTheClientsContextIfItIsToldToAndTheClientWantsIt() throws Exception {
        assertThat(CompressionAnswer.to(List.of("permessage-deflate"), WITH_CONTEXT))
                .isEqualTo(new CompressionAnswer(ANSWER_WITH_CONTEXT, new AgreedCompression(6, 256, true)));
        assertThat(CompressionAnswer.to(List.of("permessage-deflate; client_no_context_takeover"), WITH_CONTEXT))
                .isEqualTo(new CompressionAnswer(ANSWER, new AgreedCompression(6, 256, false)));
    }

    @Test
    void aServerThatIsOffOrNotAskedAnswersNothing() throws Exception {
        assertThat(CompressionAnswer.to(List.of("permessage-deflate"), Compression.OFF))
                .isNull();
        assertThat(CompressionAnswer.to(List.of("not; =a header"), Compression.OFF))
                .isNull();
        assertThat(CompressionAnswer.to(List.of(), Compression.ON)).isNull();
    }

    @Test
    void levelAndThresholdAreThisSidesOwn() throws Exception {
        Compression own = Compression.ON.withLevel(9).withThreshold(0);
        CompressionAnswer answer = CompressionAnswer.to(List.of("permessage-deflate"), own);
        assertThat(Objects.requireNonNull(answer).agreed()).isEqualTo(new AgreedCompression(9, 0, false));
        assertThat(new CompressionOffer(own).agree(List.of(ANSWER))).isEqualTo(new AgreedCompression(9, 0, false));
    }

    @Test
    void aClientOffersWhatItCanKeep() {
        assertThat(new CompressionOffer(Compression.OFF).header()).isNull();
        assertThat(new CompressionOffer(Compression.ON).header())
                .isEqualTo("permessage-deflate; client_no_context_takeover; server_no_context_takeover");
        assertThat(new CompressionOffer(WITH_CONTEXT).header())
                .isEqualTo("permessage-deflate; client_no_context_takeover");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "permessage-deflate; server_no_context_takeover | false",
                "permessage-deflate; server_no_context_takeover; client_no_context_takeover | false",
                "permessage-deflate; server_no_context_takeover; server_max_window_bits=8 | false",
                "permessage-deflate; server_max_window_bits=\"15\" | true",
                "permessage-deflate; client_no_context_takeover | true",
                "permessage-deflate | true"
            })
    void aClientTakesAnAnswerThatFitsItsOffer(String answer, boolean context) {
        CompressionOffer offer = new CompressionOffer(context ? WITH_CONTEXT : Compression.ON);
        assertThat(offer.agree(List.of(answer))).isEqualTo(new AgreedCompression(6, 256, context));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "permessage-deflate | server_no_context_takeover was asked for",
                "permessage-bzip2 | permessage-bzip2 was not offered",
                "permessage-deflate; server_no_context_takeover, permessage-deflate | comes on top",
                "permessage-deflate; server_no_context_takeover, other | other comes on top",
                "permessage-deflate; server_no_context_takeover; unheard_of | unheard_of is unknown",
                "permessage-deflate; server_no_context_takeover=1 | takes no value",
                "permessage-deflate; server_no_context_takeover; server_no_context_takeover | is there twice",
                "permessage-deflate; server_no_context_takeover; server_max_window_bits | from 8 to 15",
                "permessage-deflate; server_no_context_takeover; server_max_window_bits=7 | from 8 to 15",
                "permessage-deflate; server_no_context_takeover; server_max_window_bits=16 | from 8 to 15",
                "permessage-deflate; server_no_context_takeover; server_max_window_bits=010 | from 8 to 15",
                "permessage-deflate; server_no_context_takeover; client_max_window_bits=15 | was not offered",
                "permessage-deflate; server_no_context_takeover; client_max_window_bits | was not offered",
                "permessage-deflate; = | has no token"
            })
    void aClientFailsOnAnAnswerThatDoesNot(String answer, String why) {
        assertThatExceptionOfType(IncompatibleExtensionException.class)
                .isThrownBy(() -> new CompressionOffer(Compression.ON).agree(List.of(answer)))
                .withMessageContaining(why);
    }

    @Test
    void aClientThatOfferedNothingFailsOnAnyAnswerAndNotOnNone() {
        CompressionOffer none = new CompressionOffer(Compression.OFF);
        assertThat(none.agree(List.of())).isNull();
        assertThat(new CompressionOffer(Compression.ON).agree(List.of())).isNull();
        assertThatExceptionOfType(IncompatibleExtensionException.class)
                .isThrownBy(() -> none.agree(List.of(ANSWER)))
                .withMessageContaining("permessage-deflate was not offered");
    }

    @Test
    void optionsKeepTheirRanges() {
        assertThat(ConnectionOptions.DEFAULT.compression()).isSameAs(Compression.OFF);
        assertThat(ConnectionOptions.DEFAULT.withCompression(Compression.ON).compression())
                .isSameAs(Compression.ON);
        for (int level : Arrays.asList(-1, 0, 10)) {
            assertThatIllegalArgumentException().isThrownBy(() -> Compression.ON.withLevel(level));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> Compression.ON.withThreshold(-1));
    }
}
