package io.sluice.cluster;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The messages this node publishes to one topic, on their way to its owner. Those with acknowledgement are kept and sent again
 * until the owner says they are in the topic, or their time is up; those without are sent once, and wait only for a link.
 *
 * <p>Memory: at most a window of each kind, in messages and in bytes. Threading: confined to the node.
 */
final class Publisher implements Link.Waiting {

    private final String topic;
    private final Surroundings around;
    private final Router router;
    /** Names this sequence of messages to the owner; also, made odd or even, to the frames. */
    private final long producer;

    private final long owner;

    /** By number: from the first that is not acknowledged on. */
    private final MessageRing unacknowledged;
    /** What the caller calls them. */
    private final ArrayDeque<Long> handles = new ArrayDeque<>();

    private final ArrayDeque<byte[]> loose = new ArrayDeque<>();
    private long looseBytes;
    private long looseSent;
    private long sentThrough;

    private @Nullable Link link;
    private int attempts;
    private long alarm;
    private boolean alarmSet;
    private long usedAt;

    /** How a publisher finds its way. */
    interface Router {

        /** The link to the owner of {@code topic}; null as long as nobody is known. */
        @Nullable
        Link owner(String topic);
    }

    Publisher(String topic, Router router, Surroundings around) {
        this.topic = topic;
        this.router = router;
        this.around = around;
        this.producer = around.randomNumber();
        this.owner = around.freshId();
        this.usedAt = around.now;
        this.unacknowledged = new MessageRing(around.settings.windowMessages(), Long.MAX_VALUE, RingBudget.unlimited());
    }

    String topic() {
        return topic;
    }

    /** Publishes with acknowledgement. */
    void publish(long handle, byte[] payload) {
        usedAt = around.now;
        if (unacknowledged.size() >= around.settings.windowMessages()
                || unacknowledged.bytes() >= around.settings.windowBytes()) {
            around.effects.published(handle, PublishResult.refused());
            return;
        }
        unacknowledged.add(payload, around.now);
        handles.add(handle);
        goOn();
    }

    /** Publishes without; false if it was dropped, because too many wait already. */
    boolean publishLoose(byte[] payload) {
        usedAt = around.now;
        if (loose.size() >= around.settings.windowMessages() || looseBytes >= around.settings.windowBytes()) {
            around.counts.unsent++;
            return false;
        }
        loose.add(payload);
        looseBytes += payload.length;
        goOn();
        return true;
    }

    /** The owner may be another now. */
    void route() {
        Link to = router.owner(topic);
        if (to != link) {
            if (link != null) {
                link.forget(this);
            }
            link = to;
            sentThrough = unacknowledged.first() - 1;
        }
        goOn();
    }

    @Override
    public void goOn() {
        Link to = link;
        if (to == null || !to.isOpen()) {
            return;
        }
        for (int sent = 0; hasMore(); sent++) {
            if (!to.mayCarry() || sent == around.settings.batchMessages()) {
                to.await(this);
                if (to.mayCarry()) {
                    around.after(0, to::wake);
                }
                break;
            }
            sendNext(to);
        }
        if (unacknowledged.size() > 0 && !alarmSet) {
            setAlarm();
        }
    }

    private boolean hasMore() {
        return !loose.isEmpty() || sentThrough < unacknowledged.last();
    }

    private void sendNext(Link to) {
        byte[] payload = loose.poll();
        if (payload != null) {
            looseBytes -= payload.length;
            to.publish(-owner, topic, 0, 0, looseSent++, payload);
            return;
        }
        sentThrough++;
        long base = unacknowledged.first();
        to.publish(owner, topic, producer, base, sentThrough, unacknowledged.get(sentThrough));
    }

    private void setAlarm() {
        alarmSet = true;
        long mine = ++alarm;
        around.after(around.settings.backoffMin() + around.backoff(attempts), () -> {
            if (mine == alarm) {
                alarmSet = false;
                repeat();
            }
        });
    }

    /** Nothing was acknowledged for a while. */
    private void repeat() {
        giveUpLate();
        if (unacknowledged.size() > 0) {
            attempts++;
            sentThrough = unacknowledged.first() - 1;
            goOn();
            if (!alarmSet) {
                setAlarm();
            }
        }
    }

    private void giveUpLate() {
        long late = around.now - around.settings.publishTimeout();
        while (unacknowledged.size() > 0 && unacknowledged.time(unacknowledged.first()) <= late) {
            around.effects.published(take(), PublishResult.unknown());
        }
    }

    /** Takes the first; returns its handle. */
    private long take() {
        unacknowledged.dropBefore(unacknowledged.first() + 1);
        sentThrough = Math.max(sentThrough, unacknowledged.first() - 1);
        return handles.remove();
    }

    void acknowledged(Link from, Part.PublishAck ack) {
        if (from != link || ack.producer() != producer) {
            around.counts.fenced++;
            return;
        }
        if (ack.acceptance() == Acceptance.NOT_OWNER) {
            // Either side may not have heard of a change of members: again in a moment.
            sentThrough = unacknowledged.last();
            return;
        }
        long through = Math.min(ack.through(), unacknowledged.last());
        if (unacknowledged.first() <= through) {
            attempts = 0;
        }
        while (unacknowledged.first() <= through) {
            long number = unacknowledged.first();
            boolean known = number > ack.through() - ack.count();
            long sequence = known ? ack.sequence() - (ack.through() - number) : 0;
            PublishResult.Outcome outcome = known ? outcome(ack.acceptance()) : PublishResult.Outcome.PUBLISHED;
            around.effects.published(take(), new PublishResult(outcome, ack.epoch(), sequence));
        }
        goOn();
    }

    private static PublishResult.Outcome outcome(Acceptance acceptance) {
        return switch (acceptance) {
            case REPEATED -> PublishResult.Outcome.REPEATED;
            case FORGOTTEN -> PublishResult.Outcome.FORGOTTEN;
            default -> PublishResult.Outcome.PUBLISHED;
        };
    }

    /** False if nothing waits and nobody has published for long. */
    boolean tick() {
        return unacknowledged.size() > 0 || !loose.isEmpty() || around.now - usedAt < around.settings.idleAfter();
    }

    int waiting() {
        return unacknowledged.size() + loose.size();
    }
}
