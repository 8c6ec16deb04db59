package io.sluice.feed.wire;

import io.sluice.feed.Delivery;
import io.sluice.feed.TopicConfig;
import io.sluice.feed.TopicEvent;
import io.sluice.message.Message;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions of one connection, by the ids its client has given them.
 *
 * <p>Invariant: an id is here from its subscribe until it has been refused or ended.
 *
 * <p>Threading: at the connection's place.
 */
final class Subscriptions implements ServedSubscription.Owner {

    private final FeedEndpoint endpoint;
    private final Doorkeeper door;
    private final Form form;
    private final Place place;
    private final Outbox outbox;
    private final Map<Integer, Entry> entries = new LinkedHashMap<>();
    private boolean used;

    /** One that runs, or waits for a decision. */
    private static final class Entry {

        final Request.Subscribe request;
        final Permission permission;

        @Nullable
        ServedSubscription running;
        /** What was granted while it waited. */
        long granted;

        Entry(Request.Subscribe request, Permission permission) {
            this.request = request;
            this.permission = permission;
        }
    }

    Subscriptions(FeedEndpoint endpoint, Doorkeeper door, Form form, Place place, Outbox outbox) {
        this.endpoint = endpoint;
        this.door = door;
        this.form = form;
        this.place = place;
        this.outbox = outbox;
    }

    /** Whether there ever was a subscribe. */
    boolean hasBeenUsed() {
        return used;
    }

    void accept(Request request) {
        if (request instanceof Request.Subscribe subscribe) {
            used = true;
            subscribe(subscribe);
        } else if (request instanceof Request.InvalidSubscribe invalid) {
            used = true;
            refuse(invalid.id(), FeedErrorCode.INVALID_SUBSCRIBE, invalid.message());
        } else if (request instanceof Request.Credit credit) {
            grant(credit.id(), credit.total());
        } else if (request instanceof Request.Unsubscribe unsubscribe) {
            unsubscribe(unsubscribe.id());
        }
    }

    private void subscribe(Request.Subscribe request) {
        int id = request.id();
        if (entries.containsKey(id)) {
            refuse(id, FeedErrorCode.ID_IN_USE, "a subscription with this id runs");
        } else if (endpoint.isGoing()) {
            refuse(id, FeedErrorCode.GOING_AWAY, "the server is about to go");
        } else if (entries.size() >= endpoint.options().limits().subscriptions()) {
            refuse(id, FeedErrorCode.TOO_MANY_SUBSCRIPTIONS, "as many subscriptions as a connection may have");
        } else if (request.topic().isEmpty() || request.topic().length() > TopicConfig.MAX_NAME) {
            refuse(id, FeedErrorCode.INVALID_SUBSCRIBE, "topic has no name that one could have");
        } else {
            Permission permission = new Permission(place, door.patience(), may -> decided(id, may));
            entries.put(id, new Entry(request, permission));
            endpoint.tally().subscriptions.increment();
            permission.ask(Objects.requireNonNull(door.session()), request.topic());
        }
    }

    private void refuse(int id, FeedErrorCode code, String message) {
        endpoint.tally().refused.increment();
        outbox.answer(new Answer(form).error(id, code, message));
    }

    private void decided(int id, boolean may) {
        Entry entry = entries.get(id);
        if (entry == null) {
            return;
        }
        boolean running = entry.running != null;
        if (!may) {
            remove(id);
            if (running) {
                refuse(id, FeedErrorCode.REVOKED, "the permission was withdrawn");
            } else {
                refuse(id, FeedErrorCode.NOT_ALLOWED, "no permission to read this topic");
            }
        } else if (!running) {
            start(entry);
        }
    }

    private void start(Entry entry) {
        Request.Subscribe request = entry.request;
        FeedTopic<?> topic;
        try {
            topic = endpoint.topic(request.topic());
        } catch (RuntimeException broken) {
            end(request.id(), FeedErrorCode.TOPIC_FAILED, "the topic cannot be found");
            return;
        }
        if (topic == null) {
            end(request.id(), FeedErrorCode.UNKNOWN_TOPIC, "there is no topic of this name");
            return;
        }
        FeedPolicy asked = request.policy();
        FeedPolicy policy = asked == null ? topic.standard() : asked;
        if (!topic.policies().contains(policy)) {
            end(request.id(), FeedErrorCode.POLICY_NOT_OFFERED, "the topic does not offer " + policy.word());
            return;
        }
        start(entry, topic, policy);
    }

    private <T> void start(Entry entry, FeedTopic<T> topic, FeedPolicy policy) {
        Request.Subscribe request = entry.request;
        int buffer =
                (int) Math.min(request.buffer(), endpoint.options().limits().buffer());
        FeedSource source;
        try {
            source = policy == FeedPolicy.BACKPRESSURE
                    ? new BrokerSource(endpoint.broker(), topic.spec().config(), request.from())
                    : new TopicSource<>(
                            endpoint.topics().topic(topic.spec()), request.from(), delivery(topic, policy, buffer));
        } catch (RuntimeException refused) {
            end(request.id(), FeedErrorCode.TOPIC_FAILED, "the topic was refused");
            return;
        }
        ServedSubscription running = new ServedSubscription(
                request, policy, buffer, form, new PayloadWriter<>(topic, policy, form), place, outbox, this);
        entry.running = running;
        running.grant(entry.granted);
        running.start(source);
    }

    private <T> Delivery<T> delivery(FeedTopic<T> topic, FeedPolicy policy, int buffer) {
        long bytes = endpoint.options().limits().bufferBytes();
        return switch (policy) {
            case DROP_OLDEST -> Delivery.dropOldest(buffer, bytes);
            case DROP_NEWEST -> Delivery.dropNewest(buffer, bytes);
            case DISCONNECT -> Delivery.disconnect(buffer, bytes);
            case LATEST -> Delivery.latest();
            case CONFLATE -> topic.conflating(buffer);
            case BACKPRESSURE -> throw new IllegalArgumentException("is the broker's");
        };
    }

    private void end(int id, FeedErrorCode code, String message) {
        remove(id);
        refuse(id, code, message);
    }

    private void grant(int id, long total) {
        Entry entry = entries.get(id);
        if (entry == null) {
            return; // its end may have crossed the grant
        }
        ServedSubscription running = entry.running;
        if (running == null) {
            entry.granted = Math.max(entry.granted, total);
        } else {
            running.grant(total);
        }
    }

    private void unsubscribe(int id) {
        Entry entry = remove(id);
        if (entry != null) {
            ServedSubscription running = entry.running;
            outbox.answer(new Answer(form).unsubscribed(id, running == null ? new Account() : running.account()));
        }
    }

    private @Nullable Entry remove(int id) {
        Entry entry = entries.remove(id);
        if (entry != null) {
            endpoint.tally().subscriptions.decrement();
            entry.permission.close();
            ServedSubscription running = entry.running;
            if (running != null) {
                running.stop();
            }
        }
        return entry;
    }

    /** Asks {@code session} whether it may read what is read. */
    void ask(FeedSession session) {
        for (Entry entry : List.copyOf(entries.values())) {
            entry.permission.ask(session, entry.request.topic());
        }
    }

    /** Those of which nothing was sent since this was last asked. */
    Collection<ServedSubscription> quiet() {
        Collection<ServedSubscription> quiet = new ArrayList<>();
        for (Entry entry : entries.values()) {
            ServedSubscription running = entry.running;
            if (running != null && running.wasQuiet()) {
                quiet.add(running);
            }
        }
        return quiet;
    }

    void stop() {
        for (Integer id : List.copyOf(entries.keySet())) {
            Entry unused = remove(id);
        }
    }

    // From a subscription.

    @Override
    public void ended(ServedSubscription subscription, Message message, @Nullable FeedErrorCode code) {
        Entry unused = remove(subscription.id());
        if (code != null) {
            endpoint.tally().refused.increment();
        }
        outbox.answer(message);
    }

    @Override
    public void sent(TopicEvent<?> event) {
        endpoint.tally().sent(event);
    }
}
