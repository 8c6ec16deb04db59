package io.sluice.feed.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.sluice.feed.Position;
import io.sluice.feed.Start;
import io.sluice.message.Message;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What a client sends. */
sealed interface Request {

    /** For numbers that were left out: no limit. */
    long UNLIMITED = Long.MAX_VALUE;

    record Hello(@Nullable String token, @Nullable String agent) implements Request {}

    /**
     * Wants a topic.
     *
     * @param policy null for the topic's own
     */
    record Subscribe(
            int id, String topic, Start from, @Nullable FeedPolicy policy, long buffer, double rate, long credit)
            implements Request {}

    /** A subscribe whose id is known, and whose other fields are wrong. */
    record InvalidSubscribe(int id, String message) implements Request {}

    record Credit(int id, long total) implements Request {}

    record Unsubscribe(int id) implements Request {}

    record Token(String token) implements Request {}

    record Ping(long n) implements Request {}

    static Request read(Message message) throws MalformedMessageException {
        Fields fields = WireReader.read(message);
        String type = fields.type();
        return switch (type) {
            case "hello" -> new Hello(fields.optionalText("token"), fields.optionalText("agent"));
            case "subscribe" -> subscribe(fields);
            case "credit" -> new Credit(fields.id(), fields.offset("total"));
            case "unsubscribe" -> new Unsubscribe(fields.id());
            case "token" -> new Token(fields.text("token"));
            case "ping" -> new Ping(fields.offset("n"));
            default -> throw new MalformedMessageException("there is no such type of message");
        };
    }

    private static Request subscribe(Fields fields) throws MalformedMessageException {
        int id = fields.id();
        try {
            String word = fields.optionalText("policy");
            FeedPolicy policy = word == null
                    ? null
                    : FeedPolicy.of(word).orElseThrow(() -> new MalformedMessageException("there is no such policy"));
            double rate = fields.number("rate", Double.POSITIVE_INFINITY);
            if (!(rate > 0)) {
                throw new MalformedMessageException("rate must be above 0");
            }
            return new Subscribe(
                    id,
                    fields.text("topic"),
                    from(fields),
                    policy,
                    fields.integer("buffer", 1, Fields.MAX_INTEGER, FeedLimits.DEFAULT_BUFFER),
                    rate,
                    fields.integer("credit", 0, Fields.MAX_INTEGER, UNLIMITED));
        } catch (MalformedMessageException wrong) {
            return new InvalidSubscribe(id, String.valueOf(wrong.getMessage()));
        }
    }

    private static Start from(Fields fields) throws MalformedMessageException {
        Object from = fields.values().get("from");
        if (from == null || from.equals("live")) {
            return Start.now();
        }
        if (from.equals("snapshot")) {
            return Start.snapshot();
        }
        if (from.equals("oldest")) {
            return Start.oldest();
        }
        Fields place = fields.map("from");
        return Start.after(new Position(place.epoch("epoch"), place.offset("offset")));
    }

    /** This, as a message. */
    default Message write(Form form) {
        if (this instanceof Hello hello) {
            return WireWriter.write(form, "hello", out -> {
                WireWriter.optional(out, "token", hello.token());
                WireWriter.optional(out, "agent", hello.agent());
            });
        } else if (this instanceof Subscribe subscribe) {
            return WireWriter.write(form, "subscribe", out -> subscribe(out, subscribe));
        } else if (this instanceof Credit credit) {
            return WireWriter.write(form, "credit", out -> {
                out.writeNumberField("id", credit.id());
                out.writeNumberField("total", credit.total());
            });
        } else if (this instanceof Unsubscribe unsubscribe) {
            return WireWriter.write(form, "unsubscribe", out -> out.writeNumberField("id", unsubscribe.id()));
        } else if (this instanceof Token token) {
            return WireWriter.write(form, "token", out -> out.writeStringField("token", token.token()));
        } else if (this instanceof Ping ping) {
            return WireWriter.write(form, "ping", out -> out.writeNumberField("n", ping.n()));
        }
        throw new IllegalArgumentException("is only read: " + this);
    }

    private static void subscribe(JsonGenerator out, Subscribe subscribe) throws IOException {
        out.writeNumberField("id", subscribe.id());
        out.writeStringField("topic", subscribe.topic());
        if (subscribe.from() instanceof Start.After after) {
            out.writeObjectFieldStart("from");
            out.writeStringField("epoch", Epochs.write(after.position().epoch()));
            out.writeNumberField("offset", after.position().offset());
            out.writeEndObject();
        } else {
            String word = subscribe.from() instanceof Start.Snapshot
                    ? "snapshot"
                    : subscribe.from() instanceof Start.Oldest ? "oldest" : "live";
            out.writeStringField("from", word);
        }
        FeedPolicy policy = subscribe.policy();
        WireWriter.optional(out, "policy", policy == null ? null : policy.word());
        out.writeNumberField("buffer", subscribe.buffer());
        if (subscribe.rate() < Double.POSITIVE_INFINITY) {
            out.writeNumberField("rate", subscribe.rate());
        }
        if (subscribe.credit() != UNLIMITED) {
            out.writeNumberField("credit", subscribe.credit());
        }
    }
}
