package io.sluice.examples.trading.market;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sluice.examples.trading.Recordings;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A recording of Kraken's book channel. Its prices are JSON numbers whose trailing zeros count for the checksum, so they are read
 * by a streaming parser that gives their text away; a JSON object would have made doubles of them.
 */
final class KrakenRecording {

    /** One book message: {@code snapshot} or {@code update}, and the checksum of the book after it. */
    record BookMessage(String type, List<PriceLevel> bids, List<PriceLevel> asks, long checksum) {}

    private static final JsonFactory JSON = new JsonFactory();

    private KrakenRecording() {}

    /** The depth that was subscribed to. */
    static int depth() throws IOException {
        for (String frame : frames()) {
            if (parse(frame) instanceof Map<?, ?> message && "subscribe".equals(message.get("method"))) {
                return ((BigDecimal) get((Map<?, ?>) get(message, "result"), "depth")).intValueExact();
            }
        }
        throw new AssertionError("no subscription in the recording");
    }

    static List<BookMessage> bookMessages() throws IOException {
        List<BookMessage> messages = new ArrayList<>();
        for (String frame : frames()) {
            Map<?, ?> message = (Map<?, ?>) parse(frame);
            if ("book".equals(message.get("channel"))) {
                Map<?, ?> data = (Map<?, ?>) ((List<?>) get(message, "data")).get(0);
                messages.add(new BookMessage(
                        (String) get(message, "type"),
                        levels(data, "bids"),
                        levels(data, "asks"),
                        ((BigDecimal) get(data, "checksum")).longValueExact()));
            }
        }
        return messages;
    }

    private static List<PriceLevel> levels(Map<?, ?> data, String side) {
        List<PriceLevel> levels = new ArrayList<>();
        for (Object level : (List<?>) get(data, side)) {
            Map<?, ?> fields = (Map<?, ?>) level;
            levels.add(new PriceLevel((BigDecimal) get(fields, "price"), (BigDecimal) get(fields, "qty")));
        }
        return levels;
    }

    private static Object get(Map<?, ?> object, String name) {
        Object value = object.get(name);
        if (value == null) {
            throw new AssertionError("no " + name + " in " + object);
        }
        return value;
    }

    /** The frames: after a line of heading, each a line {@code <nanoseconds> <byte length>}, that many bytes, and a line's end. */
    private static List<String> frames() throws IOException {
        List<String> frames = new ArrayList<>();
        try (InputStream in = Files.newInputStream(Recordings.file("kraken/kraken_btcusd_l2.cbcap"))) {
            line(in);
            for (String heading = line(in); !heading.isEmpty(); heading = line(in)) {
                int length = Integer.parseInt(heading.substring(heading.indexOf(' ') + 1));
                frames.add(new String(in.readNBytes(length), UTF_8));
                if (in.read() != '\n') {
                    throw new EOFException("a frame does not end where it should");
                }
            }
        }
        return frames;
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            line.write(b);
        }
        return line.toString(US_ASCII);
    }

    private static Object parse(String json) throws IOException {
        try (JsonParser parser = JSON.createParser(json)) {
            parser.nextToken();
            return value(parser);
        }
    }

    private static Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new BigDecimal(parser.getText());
            default -> parser.getText();
        };
    }

    private static Map<String, Object> object(JsonParser parser) throws IOException {
        Map<String, Object> object = new HashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            object.put(name, value(parser));
        }
        return object;
    }

    private static List<Object> array(JsonParser parser) throws IOException {
        List<Object> array = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(parser));
        }
        return array;
    }
}
