package io.sluice.examples.trading.feed;

import io.sluice.message.Message;
import io.vertx.core.json.JsonObject;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A value on its way to any number of browsers, encoded once for all of them, when the first one is sent it.
 *
 * <p>Threading: any thread; racing first senders may each encode it, to the same bytes.
 *
 * @param <T> type of the value
 */
final class Published<T> {

    private final T value;
    private final Function<? super T, JsonObject> form;
    private volatile @Nullable Message message;

    Published(T value, Function<? super T, JsonObject> form) {
        this.value = value;
        this.form = form;
    }

    T value() {
        return value;
    }

    Message message() {
        Message encoded = message;
        if (encoded == null) {
            encoded = Message.text(form.apply(value).encode());
            message = encoded;
        }
        return encoded;
    }
}
