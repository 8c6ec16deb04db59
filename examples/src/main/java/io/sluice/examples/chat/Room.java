package io.sluice.examples.chat;

import io.reactivex.rxjava3.core.Flowable;
import io.sluice.fanout.Hub;
import io.sluice.fanout.Overflow;
import io.sluice.fanout.Replay;
import io.sluice.message.Message;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;

/** Who is there, and what was said. A name or words that cannot be are an {@link IllegalArgumentException} that says why. */
final class Room {

    private static final int MAX_NAME = 20;
    private static final int MAX_TEXT = 500;

    /** Some of the last lines for whoever comes in late; a guest may fall so many lines behind. */
    private final Hub<Message> news = Hub.create(Replay.last(20));

    private final Overflow<Message> mayWait = Overflow.disconnect(200);
    private final Set<String> present = new ConcurrentSkipListSet<>(String.CASE_INSENSITIVE_ORDER);

    /** The name as it is from now on. */
    String enter(@Nullable String wanted) {
        String name = line(wanted, "name", MAX_NAME);
        if (!present.add(name)) {
            throw new IllegalArgumentException(name + " is here already: choose another name");
        }
        return name;
    }

    /** Tells everybody who came: the newcomer, too, who listens by now. */
    void welcome(String name) {
        tell(JsonObject.of("joined", name, "present", List.copyOf(present)));
    }

    void say(String name, @Nullable String words) {
        tell(JsonObject.of("from", name, "say", line(words, "say", MAX_TEXT)));
    }

    void leave(String name) {
        if (present.remove(name)) {
            tell(JsonObject.of("left", name, "present", List.copyOf(present)));
        }
    }

    /** What is told from now on, behind the last lines. */
    Flowable<Message> listen() {
        return news.join(mayWait);
    }

    private void tell(JsonObject what) {
        news.publish(Message.text(what.encode())); // encoded once, however many guests there are
    }

    private static String line(@Nullable String text, String key, int most) {
        String line = text == null ? "" : text.strip(); // {"say":null} says nothing
        if (line.isEmpty() || line.length() > most) {
            throw new IllegalArgumentException("\"" + key + "\" takes 1 to " + most + " characters");
        }
        return line;
    }
}
