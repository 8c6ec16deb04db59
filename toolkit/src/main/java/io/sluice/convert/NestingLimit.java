package io.sluice.convert;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Refuses what is nested deeper than Jackson's {@linkplain com.fasterxml.jackson.core.StreamReadConstraints constraints} of the parser
 * allow, for parsers that do not look at them: whoever maps values goes as deep, on the stack.
 *
 * <p>Threading: as the parser, confined.
 */
final class NestingLimit extends JsonParserDelegate {

    private int depth;

    NestingLimit(JsonParser parser) {
        super(parser);
    }

    @Override
    public @Nullable JsonToken nextToken() throws IOException {
        JsonToken token = delegate.nextToken();
        if (token != null) {
            if (token.isStructStart()) {
                delegate.streamReadConstraints().validateNestingDepth(++depth);
            } else if (token.isStructEnd()) {
                depth--;
            }
        }
        return token;
    }

    @Override
    public @Nullable JsonToken nextValue() throws IOException {
        JsonToken token = nextToken();
        return token == JsonToken.FIELD_NAME ? nextToken() : token;
    }

    @Override
    public JsonParser skipChildren() throws IOException {
        JsonToken begin = currentToken();
        if (begin != null && begin.isStructStart()) {
            int outside = depth - 1;
            while (depth > outside && nextToken() != null) {
                // goes on
            }
        }
        return this;
    }
}
