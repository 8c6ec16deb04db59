package io.sluice.convert;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.sluice.message.BinaryMessage;
import io.sluice.message.Message;
import io.sluice.message.TextMessage;
import java.io.IOException;

/** Values as Jackson maps them, in whatever format the mapper speaks. Bytes behind the value are refused. */
final class JacksonCodec<T> implements Codec<T> {

    private final ObjectWriter writer;
    private final ObjectReader reader;
    private final boolean text;

    JacksonCodec(ObjectMapper mapper, Class<T> type, boolean text) {
        this.writer = mapper.writerFor(type);
        this.reader = mapper.readerFor(type).with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        this.text = text;
    }

    @Override
    public Message encode(T value) throws IOException {
        byte[] bytes = writer.writeValueAsBytes(value);
        return text ? TextMessage.ofValidUtf8(bytes) : BinaryMessage.ofShared(bytes);
    }

    @Override
    public T decode(Message message) throws IOException {
        Message wanted = text ? Messages.requireText(message) : Messages.requireBinary(message);
        return reader.readValue(wanted.bytes());
    }
}
