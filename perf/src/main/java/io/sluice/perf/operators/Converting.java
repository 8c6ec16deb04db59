package io.sluice.perf.operators;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.reactivex.rxjava3.core.FlowableTransformer;
import io.sluice.convert.DelimiterFraming;
import io.sluice.convert.Json;
import io.sluice.convert.LengthFraming;
import io.sluice.convert.Utf8;
import io.sluice.message.Message;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.parsetools.RecordParser;
import java.util.Arrays;
import java.util.List;

/** Operators from bytes to what they mean and back. */
final class Converting {

    private static final int MIB = 1 << 20;
    private static final int FRAME = 60;
    private static final int FRAMES_OF_A_CHUNK = 16;

    /** What goes through the codec. */
    record Quote(String symbol, long bid, long ask, long sequence) {}

    private Converting() {}

    static List<Contest> contests() {
        return List.of(
                decode(64),
                decode(1 << 10),
                decode(16 << 10),
                encode(64),
                encode(1 << 10),
                lengthFraming(),
                delimiterFraming(),
                jsonEncode(),
                jsonDecode());
    }

    /** The JDK's own decoding of an array: no stream, and blind to characters that are cut. */
    private static Contest decode(int bytes) {
        byte[] array = "a".repeat(bytes).getBytes(US_ASCII);
        Buffer[] chunks = copies(Buffer.buffer(array), 4 * MIB / Math.max(bytes, 256));
        return contest(
                "Utf8.decode " + bytes + " B",
                chunks.length,
                Contest.pulled(chunks, Utf8.decode(), chunks.length),
                "new String(bytes, UTF_8)",
                () -> {
                    Reader reader = subscribed();
                    for (int i = 0; i < chunks.length; i++) {
                        reader.onNext(new String(array, UTF_8));
                    }
                    reader.expect(chunks.length);
                });
    }

    /** The JDK's own encoding, with the buffer that goes out. */
    private static Contest encode(int characters) {
        String[] texts = copies("a".repeat(characters), 4 * MIB / Math.max(characters, 256));
        return contest(
                "Utf8.encode " + characters + " B",
                texts.length,
                Contest.pulled(texts, Utf8.encode(), texts.length),
                "map(getBytes(UTF_8))",
                Contest.pulled(texts, source -> source.map(text -> Buffer.buffer(text.getBytes(UTF_8))), texts.length));
    }

    /** RxJava has no frames; the parser of Vert.x is no stream with demand, and is told of each length. */
    private static Contest lengthFraming() {
        Buffer chunk = Buffer.buffer();
        for (int i = 0; i < FRAMES_OF_A_CHUNK; i++) {
            chunk.appendInt(FRAME).appendBytes(new byte[FRAME]);
        }
        Buffer[] chunks = copies(chunk, Tick.COUNT / FRAMES_OF_A_CHUNK);
        return contest(
                "LengthFraming.decode " + FRAME + " B",
                Tick.COUNT,
                Contest.pulled(chunks, LengthFraming.of(MIB).decode(), Tick.COUNT),
                "RecordParser, fixed size",
                () -> {
                    Reader reader = subscribed();
                    RecordParser parser = RecordParser.newFixed(Integer.BYTES);
                    boolean[] isLength = {true};
                    parser.handler(record -> {
                        if (isLength[0]) {
                            parser.fixedSizeMode(record.getInt(0));
                        } else {
                            reader.onNext(record);
                            parser.fixedSizeMode(Integer.BYTES);
                        }
                        isLength[0] = !isLength[0];
                    });
                    parse(parser, chunks, reader);
                });
    }

    private static Contest delimiterFraming() {
        Buffer[] chunks = copies(
                Buffer.buffer(("x".repeat(FRAME) + "\n").repeat(FRAMES_OF_A_CHUNK)), Tick.COUNT / FRAMES_OF_A_CHUNK);
        return contest(
                "DelimiterFraming.decode " + FRAME + " B",
                Tick.COUNT,
                Contest.pulled(chunks, DelimiterFraming.lines(MIB).decode(), Tick.COUNT),
                "RecordParser, delimited",
                () -> {
                    Reader reader = subscribed();
                    RecordParser parser = RecordParser.newDelimited("\n", reader::onNext);
                    parse(parser, chunks, reader);
                });
    }

    private static void parse(RecordParser parser, Buffer[] chunks, Reader reader) {
        for (Buffer chunk : chunks) {
            parser.handle(chunk);
        }
        reader.expect(Tick.COUNT);
    }

    /** Jackson in a map: what one would write without a codec. */
    private static Contest jsonEncode() {
        Quote[] quotes = copies(new Quote("BTCUSDT", 6_700_012, 6_700_013, 1_234_567), Tick.COUNT >> 2);
        ObjectWriter writer = new ObjectMapper().writerFor(Quote.class);
        return mapped(
                "Json encoder",
                quotes,
                Json.codec(Quote.class).encoder(),
                source -> source.map(quote -> Message.text(writer.writeValueAsString(quote))));
    }

    private static Contest jsonDecode() {
        Message text = Message.text("{\"symbol\":\"BTCUSDT\",\"bid\":6700012,\"ask\":6700013,\"sequence\":1234567}");
        Message[] messages = copies(text, Tick.COUNT >> 2);
        ObjectReader reader = new ObjectMapper().readerFor(Quote.class);
        return mapped(
                "Json decoder",
                messages,
                Json.codec(Quote.class).decoder(),
                source -> source.map(message -> reader.<Quote>readValue(message.bytes())));
    }

    private static <T, R> Contest mapped(
            String name, T[] inputs, FlowableTransformer<T, R> ours, FlowableTransformer<T, R> theirs) {
        return contest(
                name,
                inputs.length,
                Contest.pulled(inputs, ours, inputs.length),
                "map(Jackson)",
                Contest.pulled(inputs, theirs, inputs.length));
    }

    private static Contest contest(String operator, int items, Runnable ours, String nearest, Runnable theirs) {
        return new Contest(operator, items, ours, nearest, theirs);
    }

    /** A reader for what is no publisher. */
    private static Reader subscribed() {
        Reader reader = Reader.ofAll();
        new Push<>().subscribe(reader);
        return reader;
    }

    private static <T> T[] copies(T value, int count) {
        @SuppressWarnings("unchecked") // of the type of the value
        T[] copies = (T[]) java.lang.reflect.Array.newInstance(value.getClass(), count);
        Arrays.fill(copies, value);
        return copies;
    }
}
