package io.sluice.examples.slow;

import io.reactivex.rxjava3.core.Flowable;
import io.sluice.fanout.MemberCounters;
import io.sluice.fanout.Membership;
import io.sluice.fanout.Overflow;
import io.sluice.message.Message;
import io.sluice.message.TextMessage;
import io.vertx.core.json.JsonObject;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One reader on show, seen from both ends of its socket; told from any thread. */
final class Reader {

    final Overflow<Quote> policy;
    final UnaryOperator<Flowable<Message>> pace;

    private final String name;
    private volatile @Nullable Membership<?> membership;
    private volatile long newest = System.currentTimeMillis();
    private volatile String state = "connecting";

    Reader(String name, Overflow<Quote> policy, UnaryOperator<Flowable<Message>> pace) {
        this.name = name;
        this.policy = policy;
        this.pace = pace;
    }

    void joined(Membership<?> member) {
        membership = member;
        state = "connected";
    }

    void ended(Throwable failure) {
        state = String.valueOf(failure.getMessage());
    }

    void seen(Message message) {
        newest = new JsonObject(((TextMessage) message).text()).getLong("time");
    }

    /** What the hub did for this reader, and how old the newest quote is that it has read. */
    JsonObject account() {
        Membership<?> member = membership;
        JsonObject account = member == null ? new JsonObject() : counters(member.counters());
        return account.put("name", name)
                .put("policy", policy.toString())
                .put("state", state)
                .put("lag", System.currentTimeMillis() - newest);
    }

    private static JsonObject counters(MemberCounters counters) {
        return new JsonObject()
                .put("published", counters.published())
                .put("delivered", counters.delivered())
                .put("conflated", counters.conflated())
                .put("dropped", counters.dropped())
                .put("queued", counters.queued());
    }
}
