package io.sluice.feed;

import io.sluice.convert.Codec;
import io.sluice.message.Message;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Topics of texts, for tests: {@code key=value}, or a text without a key. */
final class Texts {

    static final String MALFORMED = "malformed";

    private static final Codec<String> CODEC = new Codec<>() {
        @Override
        public Message encode(String value) {
            return Message.text(value);
        }

        @Override
        public String decode(Message message) {
            String value = new String(message.bytes(), StandardCharsets.UTF_8);
            if (value.equals(MALFORMED)) {
                throw new IllegalArgumentException(value);
            }
            return value;
        }
    };

    private Texts() {}

    static TopicSpec<String> spec(String name) {
        return TopicSpec.of(name, CODEC);
    }

    static TopicSpec<String> stateful(String name) {
        return TopicSpec.of(name, CODEC).withState(Texts::key, 100);
    }

    static @Nullable String key(String value) {
        int end = value.indexOf('=');
        return end < 0 ? null : value.substring(0, end);
    }
}
