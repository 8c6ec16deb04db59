package io.sluice.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import io.sluice.message.BinaryMessage;
import io.sluice.message.CloseException;
import io.sluice.message.Message;
import io.sluice.message.TextMessage;
import io.vertx.core.buffer.Buffer;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.msgpack.jackson.dataformat.MessagePackMapper;

final class CodecTest {

    record Trade(String symbol, BigDecimal price, long id, List<String> tags) {}

    private static final Trade TRADE =
            new Trade("BTC\u20ac", new BigDecimal("67012.34000000"), 1L << 40, List.of("a", "\ud83d\ude00"));

    static List<Codec<Trade>> codecs() {
        return List.of(Json.codec(Trade.class), Cbor.codec(Trade.class), MessagePack.codec(Trade.class));
    }

    private static void assertEndsWith(int code, TestSubscriber<?> reader) {
        reader.assertError(error ->
                error instanceof CloseException ending && ending.status().code() == code);
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void aValueComesOutAsItWentIn(Codec<Trade> codec) {
        Flowable.just(TRADE, TRADE)
                .compose(codec.encoder())
                .compose(codec.decoder())
                .test()
                .assertResult(TRADE, TRADE);
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void whatIsNoValueIsMalformed(Codec<Trade> codec) throws Exception {
        byte[] whole = codec.encode(TRADE).bytes();
        for (int length = 0; length < whole.length; length++) {
            assertEndsWith(1007, decoded(codec, Arrays.copyOf(whole, length)));
        }
        assertEndsWith(1007, decoded(codec, Arrays.copyOf(whole, whole.length + 1)));
    }

    private static TestSubscriber<Trade> decoded(Codec<Trade> codec, byte[] bytes) {
        boolean text = Flowable.just(TRADE).compose(codec.encoder()).blockingSingle() instanceof TextMessage;
        Message message = text ? TextMessage.ofValidUtf8(bytes) : BinaryMessage.ofShared(bytes);
        return Flowable.just(message).compose(codec.decoder()).test();
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "1", "[]", "{\"symbol\":\"a\"} x", "{\"unknown\":1}", "{\"id\":1e400}", "{"})
    void jsonThatIsNoTradeIsMalformed(String json) {
        assertEndsWith(
                1007,
                Flowable.just((Message) Message.text(json))
                        .compose(Json.decode(Trade.class))
                        .test());
    }

    @Test
    void nestingWithoutEndIsMalformed() {
        Message nested = Message.text("[".repeat(100_000));
        assertEndsWith(
                1007, Flowable.just(nested).compose(Json.decode(Object.class)).test());
    }

    @Test
    void jsonIsTextAndTheOthersAreBinary() {
        Message json = Flowable.just(1).compose(Json.encode()).blockingSingle();
        Message cbor =
                Flowable.just(1).compose(Cbor.codec(Integer.class).encoder()).blockingSingle();
        Message packed = Flowable.just(1)
                .compose(MessagePack.codec(Integer.class).encoder())
                .blockingSingle();
        assertThat(json).isEqualTo(Message.text("1"));
        assertThat(cbor).isEqualTo(Message.binary(Cut.hex("01")));
        assertThat(packed).isEqualTo(Message.binary(Cut.hex("01")));
        assertEndsWith(
                1003, Flowable.just(cbor).compose(Json.decode(Integer.class)).test());
        assertEndsWith(
                1003,
                Flowable.just(json).compose(Cbor.codec(Integer.class).decoder()).test());
    }

    /** Strings and bytes of almost 2 GB, of which nothing is there. */
    @ParameterizedTest
    @ValueSource(strings = {"5A7FFFFFF0", "7A7FFFFFF0", "9A7FFFFFF0"})
    void aLengthInCborCostsNoAllocation(String hex) {
        assertRefusedCheaply(Cbor.codec(Object.class), hex);
    }

    @ParameterizedTest
    @ValueSource(strings = {"C67FFFFFF0", "DB7FFFFFF0", "DD7FFFFFF0", "C97FFFFFF001"})
    void aLengthInMessagePackCostsNoAllocation(String hex) {
        assertRefusedCheaply(MessagePack.codec(Object.class), hex);
    }

    private static void assertRefusedCheaply(Codec<Object> codec, String hex) {
        Message message = Message.binary(Cut.hex(hex));
        long allocated = Allocated.by(() -> assertEndsWith(
                1007, Flowable.just(message).compose(codec.decoder()).test()));
        assertThat(allocated).isLessThan(1 << 20);
    }

    @Test
    void aMapperOfOnesOwnSaysHow() {
        ObjectMapper lenient = new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        Flowable.just((Message) Message.text("{\"id\":3,\"new\":true}"))
                .compose(Json.codec(lenient, Trade.class).decoder())
                .test()
                .assertValue(trade -> trade.id() == 3);
    }

    @Test
    void aUsersOwnCodecIsOneLikeTheOthers() {
        QuoteLayout codec = new QuoteLayout();
        QuoteLayout.Quote quote = new QuoteLayout.Quote("ETHUSDT", 268_380_000_000L, 5);
        Message message = Flowable.just(quote).compose(codec.encoder()).blockingSingle();
        assertThat(message)
                .isEqualTo(Message.binary(
                        Cut.hex("1800 0100 0700 0000 00CFB17C3E000000 0500000000000000 4554485553445400")));
        Flowable.just(message).compose(codec.decoder()).test().assertResult(quote);
        for (int length = 0; length < message.size(); length++) {
            Message cut = Message.binary(Buffer.buffer(message.bytes()).getBuffer(0, length));
            assertEndsWith(1007, Flowable.just(cut).compose(codec.decoder()).test());
        }
        Flowable.just(new QuoteLayout.Quote("far too long", 1, 1))
                .compose(codec.encoder())
                .test()
                .assertFailure(IllegalArgumentException.class);
    }

    @Test
    void eachSubprotocolHasItsCodecAndOrder() {
        Codec<Trade> json = Json.codec(Trade.class);
        Codec<Trade> cbor = Cbor.codec(Trade.class);
        Codecs<Trade> codecs = Codecs.of("v1.cbor", cbor).and("v1.json", json);
        assertThat(codecs.subprotocols()).containsExactly("v1.cbor", "v1.json");
        assertThat(codecs.agreed("v1.json")).isSameAs(json);
        assertThat(codecs.agreed("v1.cbor")).isSameAs(cbor);
        assertThat(codecs.otherwise(json).agreed(null)).isSameAs(json);
        assertEndsWith(1003, Flowable.fromCallable(() -> codecs.agreed(null)).test());
        assertEndsWith(1003, Flowable.fromCallable(() -> codecs.agreed("v2")).test());
        assertThatIllegalArgumentException().isThrownBy(() -> codecs.and("v1.json", json));
    }

    @Test
    void messagePackIsNotFollowedDeeperThanOtherFormats() {
        Flowable.just(nested(200_000))
                .compose(MessagePack.codec(Object.class).decoder())
                .test()
                .assertFailure(ConversionException.class)
                .assertError(error -> ((ConversionException) error).status().code() == 1007);
        Flowable.just(nested(999))
                .compose(MessagePack.codec(Object.class).decoder())
                .test()
                .assertComplete();
    }

    /** A map with an array in an array in an array... that nobody wants, and something that is wanted. */
    @Test
    void whatIsPassedOverCountsAsNested() throws Exception {
        ObjectMapper mapper = new MessagePackMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        Codec<Wanted> codec = MessagePack.codec(mapper, Wanted.class);
        assertThat(codec.decode(inMap(nested(900)))).isEqualTo(new Wanted(7));
        assertThatThrownBy(() -> codec.decode(inMap(nested(1_100)))).isInstanceOf(StreamConstraintsException.class);
    }

    record Wanted(int wanted) {}

    private static BinaryMessage inMap(BinaryMessage unwanted) {
        Buffer map = Buffer.buffer(new byte[] {(byte) 0x82, (byte) 0xa1, 'u'})
                .appendBytes(unwanted.bytes())
                .appendByte((byte) 0xa6)
                .appendString("wanted")
                .appendByte((byte) 7);
        return Message.binary(map);
    }

    private static BinaryMessage nested(int levels) {
        byte[] bytes = new byte[levels + 1];
        Arrays.fill(bytes, (byte) 0x91);
        bytes[levels] = (byte) 0xc0;
        return BinaryMessage.ofShared(bytes);
    }

    @Test
    void aCodecThatRunsOutOfStackIsNoFault() {
        Codec<String> codec = new Codec<>() {
            @Override
            public Message encode(String value) {
                return Message.text(value);
            }

            @Override
            public String decode(Message message) {
                throw new StackOverflowError("nested too deep");
            }
        };
        TestSubscriber<String> reader = Flowable.just(Message.text("x"))
                .cast(Message.class)
                .compose(codec.decoder())
                .test();
        assertEndsWith(1007, reader);
    }
}
