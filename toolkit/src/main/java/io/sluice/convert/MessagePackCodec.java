package io.sluice.convert;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.sluice.message.BinaryMessage;
import io.sluice.message.Message;
import java.io.IOException;

/**
 * Values as Jackson maps them, in MessagePack. Apart from {@link JacksonCodec} because its parser throws at the end of the bytes
 * where others return null, which Jackson's own check for bytes behind the value takes for an error.
 */
final class MessagePackCodec<T> implements Codec<T> {

    private final ObjectWriter writer;
    private final ObjectReader reader;

    MessagePackCodec(ObjectMapper mapper, Class<T> type) {
        this.writer = mapper.writerFor(type);
        this.reader = mapper.readerFor(type).without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    }

    @Override
    public Message encode(T value) throws IOException {
        return BinaryMessage.ofShared(writer.writeValueAsBytes(value));
    }

    @Override
    public T decode(Message message) throws IOException {
        try (JsonParser parser = new NestingLimit(
                reader.createParser(Messages.requireBinary(message).bytes()))) {
            T value = reader.readValue(parser);
            if (!isAtEnd(parser)) {
                throw ConversionException.malformed("bytes behind a value");
            }
            return value;
        }
    }

    private static boolean isAtEnd(JsonParser parser) throws IOException {
        try {
            return parser.nextToken() == null;
        } catch (JsonEOFException end) {
            return true;
        }
    }
}
