package io.sluice.examples.codecs;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import io.sluice.convert.Codec;
import io.sluice.message.Message;

/**
 * Quotes as Protocol Buffers, without a generated class, so that building this needs no compiler of schemas. The schema:
 *
 * <pre>{@code
 * syntax = "proto3";
 * message Quote {
 *   string symbol = 1;
 *   sint64 price = 2;
 *   sint64 quantity = 3;
 * }
 * }</pre>
 */
public final class ProtobufQuotes implements Codec<Quote> {

    private static final Descriptor QUOTE = schema();
    private static final FieldDescriptor SYMBOL = QUOTE.findFieldByNumber(1);
    private static final FieldDescriptor PRICE = QUOTE.findFieldByNumber(2);
    private static final FieldDescriptor QUANTITY = QUOTE.findFieldByNumber(3);

    private final ProtobufCodec<DynamicMessage> messages =
            new ProtobufCodec<>(DynamicMessage.getDefaultInstance(QUOTE).getParserForType());

    @Override
    public Message encode(Quote quote) {
        return messages.encode(DynamicMessage.newBuilder(QUOTE)
                .setField(SYMBOL, quote.symbol())
                .setField(PRICE, quote.price())
                .setField(QUANTITY, quote.quantity())
                .build());
    }

    /** A field that is missing is 0 or empty, and one that is unknown is passed over: a schema may grow. */
    @Override
    public Quote decode(Message message) throws Exception {
        DynamicMessage quote = messages.decode(message);
        return new Quote(
                (String) quote.getField(SYMBOL), (Long) quote.getField(PRICE), (Long) quote.getField(QUANTITY));
    }

    private static Descriptor schema() {
        FileDescriptorProto file = FileDescriptorProto.newBuilder()
                .setName("quote.proto")
                .setSyntax("proto3")
                .addMessageType(DescriptorProto.newBuilder()
                        .setName("Quote")
                        .addField(field("symbol", 1, FieldDescriptorProto.Type.TYPE_STRING))
                        .addField(field("price", 2, FieldDescriptorProto.Type.TYPE_SINT64))
                        .addField(field("quantity", 3, FieldDescriptorProto.Type.TYPE_SINT64)))
                .build();
        try {
            return FileDescriptor.buildFrom(file, new FileDescriptor[0]).findMessageTypeByName("Quote");
        } catch (DescriptorValidationException wrong) {
            throw new IllegalStateException(wrong);
        }
    }

    private static FieldDescriptorProto field(String name, int number, FieldDescriptorProto.Type type) {
        return FieldDescriptorProto.newBuilder()
                .setName(name)
                .setNumber(number)
                .setType(type)
                .build();
    }
}
