package io.sluice.examples.codecs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import io.sluice.convert.Codec;
import io.sluice.message.BinaryMessage;
import io.sluice.message.Message;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import uk.co.real_logic.sbe.ir.Ir;
import uk.co.real_logic.sbe.otf.OtfHeaderDecoder;
import uk.co.real_logic.sbe.otf.OtfMessageDecoder;
import uk.co.real_logic.sbe.xml.IrGenerator;
import uk.co.real_logic.sbe.xml.MessageSchema;
import uk.co.real_logic.sbe.xml.ParserOptions;
import uk.co.real_logic.sbe.xml.XmlSchemaParser;

class CodecsTest {

    static Stream<Codec<Quote>> codecs() {
        return Stream.of(new SbeQuotes(), new ProtobufQuotes());
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void aQuoteComesOutAsItWentIn(Codec<Quote> codec) throws Exception {
        for (Quote quote : List.of(
                new Quote("BTCUSDT", 6_700_012_345_678L, 150_000_000L),
                new Quote("12345678", Long.MIN_VALUE, Long.MAX_VALUE),
                new Quote("", 0, 0))) {
            assertThat(codec.decode(codec.encode(quote))).isEqualTo(quote);
        }
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void whatIsCutOffIsNoQuote(Codec<Quote> codec) throws Exception {
        byte[] whole = codec.encode(new Quote("A", 1, 2)).bytes();
        Message cut = BinaryMessage.ofShared(Arrays.copyOf(whole, whole.length - 1));
        assertThatThrownBy(() -> codec.decode(cut)).isInstanceOf(Exception.class);
    }

    @Test
    void theWireFormatIsThatOfTheSchemaInProtocolBuffers() throws Exception {
        CodedInputStream fields = CodedInputStream.newInstance(
                new ProtobufQuotes().encode(new Quote("BTC", -5, 7)).bytes());
        assertThat(fields.readTag()).isEqualTo(1 << 3 | 2);
        assertThat(fields.readString()).isEqualTo("BTC");
        assertThat(fields.readTag()).isEqualTo(2 << 3);
        assertThat(fields.readSInt64()).isEqualTo(-5);
        assertThat(fields.readTag()).isEqualTo(3 << 3);
        assertThat(fields.readSInt64()).isEqualTo(7);
        assertThat(fields.isAtEnd()).isTrue();
    }

    /** Timestamp is a class that protoc has generated. */
    @Test
    void generatedClassesGoTheSameWay() throws Exception {
        ProtobufCodec<Timestamp> codec = new ProtobufCodec<>(Timestamp.parser());
        Timestamp time = Timestamp.newBuilder().setSeconds(1_700_000_000).build();
        assertThat(codec.decode(codec.encode(time))).isEqualTo(time);
        assertThatThrownBy(() -> codec.decode(BinaryMessage.ofShared(new byte[] {9})))
                .isInstanceOf(InvalidProtocolBufferException.class);
    }

    /** By SBE's own decoder, which knows nothing but the schema. */
    @Test
    void theLayoutIsThatOfTheSchemaInSimpleBinaryEncoding() throws Exception {
        MessageSchema schema;
        try (InputStream xml = Objects.requireNonNull(SbeQuotes.class.getResourceAsStream("/codecs/quotes.xml"))) {
            schema = XmlSchemaParser.parse(
                    xml, ParserOptions.builder().stopOnError(true).build());
        }
        Ir ir = new IrGenerator().generate(schema);
        UnsafeBuffer bytes = new UnsafeBuffer(
                new SbeQuotes().encode(new Quote("BTCUSDT", -5, 7)).bytes());
        OtfHeaderDecoder header = new OtfHeaderDecoder(ir.headerStructure());
        assertThat(header.getSchemaId(bytes, 0)).isEqualTo(ir.id());
        assertThat(header.getSchemaVersion(bytes, 0)).isEqualTo(ir.version());

        Fields fields = new Fields();
        int length = header.encodedLength();
        int end = OtfMessageDecoder.decode(
                bytes,
                length,
                header.getSchemaVersion(bytes, 0),
                header.getBlockLength(bytes, 0),
                ir.getMessage(header.getTemplateId(bytes, 0)),
                fields);
        assertThat(fields.seen).containsExactly("price -5", "quantity 7", "symbol BTCUSDT\0");
        assertThat(end).isEqualTo(bytes.capacity());
    }
}
