package io.sluice.examples.codecs;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.sluice.convert.Codec;
import io.sluice.message.BinaryMessage;
import io.sluice.message.Message;

/**
 * Messages of Protocol Buffers, of whatever type: {@code new ProtobufCodec<>(Quote.parser())} for one that {@code protoc} has
 * generated.
 */
// snippet: protobuf
public final class ProtobufCodec<M extends MessageLite> implements Codec<M> {

    private final Parser<M> parser;

    public ProtobufCodec(Parser<M> parser) {
        this.parser = parser;
    }

    @Override
    public Message encode(M value) {
        return BinaryMessage.ofShared(value.toByteArray());
    }

    /** What it throws closes the connection with 1007. */
    @Override
    public M decode(Message message) throws InvalidProtocolBufferException {
        return parser.parseFrom(message.bytes());
    }
}
// end
