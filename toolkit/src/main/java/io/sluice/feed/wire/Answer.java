package io.sluice.feed.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.sluice.feed.Position;
import io.sluice.feed.TopicEvent;
import io.sluice.message.Message;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.UUID;

/** What a server sends, but for values. */
final class Answer {

    private static final int MOST_OF_A_MESSAGE = 100;

    private final Form form;

    Answer(Form form) {
        this.form = form;
    }

    /** Microseconds since 1970. */
    static long time() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    /** What fits an error message and a close frame, whoever wrote it. */
    static String brief(String message) {
        String ascii = message.replaceAll("[^\\x20-\\x7E]", "?");
        return ascii.length() <= MOST_OF_A_MESSAGE ? ascii : ascii.substring(0, MOST_OF_A_MESSAGE);
    }

    Message welcome(FeedOptions options, FeedSession session) {
        return WireWriter.write(form, "welcome", out -> {
            out.writeStringField("node", options.node());
            out.writeNumberField("time", time());
            out.writeStringField("session", UUID.randomUUID().toString());
            out.writeNumberField("heartbeat", options.heartbeat().toMillis());
            expires(out, session);
            out.writeObjectFieldStart("limits");
            out.writeNumberField("subscriptions", options.limits().subscriptions());
            out.writeNumberField("messageBytes", options.limits().messageBytes());
            out.writeNumberField("messagesPerSecond", options.limits().messagesPerSecond());
            out.writeNumberField("buffer", options.limits().buffer());
            out.writeEndObject();
        });
    }

    Message authorized(FeedSession session) {
        return WireWriter.write(form, "authorized", out -> expires(out, session));
    }

    private static void expires(JsonGenerator out, FeedSession session) throws IOException {
        Instant at = session.expires();
        if (at != null) {
            out.writeNumberField("expires", Math.max(0, ChronoUnit.MILLIS.between(Instant.now(), at)));
        }
    }

    Message pong(long n) {
        return WireWriter.write(form, "pong", out -> {
            out.writeNumberField("n", n);
            out.writeNumberField("time", time());
        });
    }

    Message error(FeedErrorCode code, String message) {
        return WireWriter.write(form, "error", out -> {
            out.writeNumberField("code", code.code());
            out.writeStringField("message", brief(message));
        });
    }

    Message error(int id, FeedErrorCode code, String message) {
        return WireWriter.write(form, "error", out -> {
            out.writeNumberField("id", id);
            out.writeNumberField("code", code.code());
            out.writeStringField("message", brief(message));
        });
    }

    Message goaway(long millis) {
        return WireWriter.write(form, "goaway", out -> {
            out.writeNumberField("millis", millis);
            out.writeStringField("message", "the server is about to go");
        });
    }

    Message subscribed(int id, TopicEvent.Started<?> started, boolean stateful, FeedPolicy policy, int buffer) {
        return WireWriter.write(form, "subscribed", out -> {
            out.writeNumberField("id", id);
            place(out, started.at());
            out.writeBooleanField("recovered", started.recovered());
            out.writeBooleanField("stateful", stateful);
            out.writeStringField("policy", policy.word());
            out.writeNumberField("buffer", buffer);
        });
    }

    Message snapshotBegin(int id, Position at, int size) {
        return WireWriter.write(form, "snapshot-begin", out -> {
            out.writeNumberField("id", id);
            place(out, at);
            out.writeNumberField("size", size);
        });
    }

    Message snapshotEnd(int id) {
        return WireWriter.write(form, "snapshot-end", out -> out.writeNumberField("id", id));
    }

    Message gap(int id, TopicEvent.Gap<?> gap) {
        return WireWriter.write(form, "gap", out -> {
            out.writeNumberField("id", id);
            out.writeStringField("epoch", Epochs.write(gap.epoch()));
            out.writeNumberField("from", gap.from());
            out.writeNumberField("to", gap.to());
        });
    }

    Message reset(int id, TopicEvent.Reset<?> reset) {
        return WireWriter.write(form, "reset", out -> {
            out.writeNumberField("id", id);
            out.writeStringField("lastEpoch", Epochs.write(reset.last().epoch()));
            out.writeNumberField("lastOffset", reset.last().offset());
            place(out, reset.base());
        });
    }

    Message status(int id, String state, String detail) {
        return WireWriter.write(form, "status", out -> {
            out.writeNumberField("id", id);
            out.writeStringField("state", state);
            out.writeStringField("detail", brief(detail));
        });
    }

    Message unsubscribed(int id, Account account) {
        return WireWriter.write(form, "unsubscribed", out -> {
            out.writeNumberField("id", id);
            out.writeNumberField("received", account.received());
            out.writeNumberField("delivered", account.delivered());
            out.writeNumberField("merged", account.merged());
            out.writeNumberField("dropped", account.dropped());
        });
    }

    Message heartbeat(Collection<ServedSubscription> quiet) {
        return WireWriter.write(form, "heartbeat", out -> {
            out.writeNumberField("time", time());
            out.writeArrayFieldStart("topics");
            for (ServedSubscription subscription : quiet) {
                Position at = subscription.at();
                if (at != null) {
                    out.writeStartObject();
                    out.writeNumberField("id", subscription.id());
                    place(out, at);
                    out.writeEndObject();
                }
            }
            out.writeEndArray();
        });
    }

    private static void place(JsonGenerator out, Position at) throws IOException {
        out.writeStringField("epoch", Epochs.write(at.epoch()));
        out.writeNumberField("offset", at.offset());
    }
}
