package io.sluice.cluster.jvm;

import io.sluice.convert.Codec;
import io.sluice.message.BinaryMessage;
import io.sluice.message.Message;
import io.vertx.core.buffer.Buffer;

/**
 * What is published in these tests: whose it is and which, so that a doubled one is known, and as many bytes as wanted.
 *
 * @param publisher chosen by who orders it
 * @param number counts up from 0 per publisher
 * @param size of the message in bytes, at least {@value #MIN_SIZE}
 */
record Stamp(int publisher, int number, int size) {

    static final int MIN_SIZE = 8;

    /** The state of the topics that have one: a hundred keys. */
    String key() {
        return "key" + number % 100;
    }

    static final Codec<Stamp> CODEC = new Codec<>() {
        @Override
        public Message encode(Stamp stamp) {
            Buffer bytes = Buffer.buffer(new byte[stamp.size]);
            return Message.binary(bytes.setInt(0, stamp.publisher).setInt(4, stamp.number));
        }

        @Override
        public Stamp decode(Message message) {
            Buffer bytes = ((BinaryMessage) message).data();
            return new Stamp(bytes.getInt(0), bytes.getInt(4), bytes.length());
        }
    };
}
