package io.sluice.cluster;

import java.util.List;

/**
 * One part of a {@link Frame}. Identifiers of subscriptions are given by the subscriber, grow, and are never used again.
 * Sequences of a topic count from 1 in each epoch.
 */
sealed interface Part {

    int HELLO = 1;
    int HEARTBEAT = 2;
    int GOAWAY = 3;
    int SUBSCRIBE = 4;
    int SUBSCRIBED = 5;
    int DATA = 6;
    int CREDIT = 7;
    int GAP = 8;
    int SNAPSHOT_BEGIN = 9;
    int SNAPSHOT_CHUNK = 10;
    int SNAPSHOT_END = 11;
    int COMPLETE = 12;
    int ERROR = 13;
    int CANCEL = 14;
    int CANCELLED = 15;
    int PUBLISH = 16;
    int PUBLISH_ACK = 17;
    int WATCH = 18;
    int INTEREST = 19;
    int CLAIM = 20;
    int CLAIMED = 21;

    int type();

    void write(ByteWriter out);

    void applyTo(PartHandler handler, Link from);

    /** Here I am; what there is to say stands in the header. Answered by another if the header is wrong about the receiver. */
    record Hello() implements Part {

        @Override
        public int type() {
            return HELLO;
        }

        @Override
        public void write(ByteWriter out) {}

        @Override
        public void applyTo(PartHandler handler, Link from) {}
    }

    /**
     * A sign of life. Its own sequence in the header tells of frames lost before it.
     *
     * @param seen the highest sequence received on this link: what is in flight is counted from there
     */
    record Heartbeat(long seen) implements Part {

        @Override
        public int type() {
            return HEARTBEAT;
        }

        @Override
        public void write(ByteWriter out) {
            out.i64(seen);
        }

        @Override
        public void applyTo(PartHandler handler, Link from) {
            handler.heartbeat(from, this);
        }
    }

    /** The sender leaves: it serves nothing any more. */
    record GoAway() implements Part {

        @Override
        public int type() {
            return GOAWAY;
        }

        @Override
        public void write(ByteWriter out) {}

        @Override
        public void applyTo(PartHandler handler, Link from) {
            handler.goAway(from);
        }
    }

    /**
     * Replaces whatever subscription the sender has to {@code topic}.
     *
     * @param epoch with {@link Start#RESUME}, the epoch of {@code next}; 0 otherwise
     * @param next the sequence wanted next
     * @param messages credit: messages that may be sent under this identifier in all
     * @param bytes credit: bytes, of which at most one message more may be sent
     */
    record Subscribe(long id, String topic, Start start, long epoch, long next, long messages, long bytes)
            implements Part {

        @Override
        public int type() {
            return SUBSCRIBE;
        }

        @Override
        public void write(ByteWriter out) {
            out.i64(id);
            out.text(topic);
            out.u8(start.code());
            out.i64(epoch);
            out.i64(next);
            out.i64(messages);
            out.i64(bytes);
        }

        @Override
        public void applyTo(PartHandler handler, Link from) {
            handler.subscribe(from, this);
        }
    }

    /**
     * The subscription stands.
     *
     * @param next the first sequence that will come; what was asked for and lies before it will not
     * @param snapshot whether a snapshot comes first, which then covers all before {@code next}
     */
    record Subscribed(long id, long epoch, long next, boolean snapshot) implements Part {

        @Override
        public int type() {
            return SUBSCRIBED;
        }

        @Override
        public void write(ByteWriter out) {
            out.i64(id);
            out.i64(epoch);
            out.i64(next);
            out.u8(snapshot ? 1 : 0);
        }

        @Override
        public void applyTo(PartHandler handler, Link from) {
            handler.subscribed(from, this);
        }
    }

    /** Messages without a gap between them, from {@code first} on. */
    record Data(long id, long epoch, long first, List<byte[]> payloads) implements Part {

        @Override
        public int type() {
            return DATA;
        }

        @Override
        public void write(ByteWriter out) {
            out.i64(id);
            out.i64(epoch);
            out.i64(first);
            out.payloads(payloads);
        }

        @Override
        public void applyTo(PartHandler handler, Link from) {
            handler.data(from, this);
        }
    }

    /**
     * Cumulative, so that a lost or doubled one does no harm.
     *
     * @param next all before it has been received
     * @param messages messages that may be sent under this identifier in all, those of snapshots included
     */
    record Credit(long id, long next, long messages, long bytes) implements Part {

        @Override
        public int type() {
            return CREDIT;
        }

        @Override
        public void write(ByteWriter out) {
            out.i64(id);
            out.i64(next);
            out.i64(messages);
            out.i64(bytes);
        }

        @Override
        public void applyTo(PartHandler handler, Link from) {
            handler.credit(from, this);
        }
    }

    /** What lies between {@code from} and {@code to}, both included, will not come. */
    record Gap(long id, long epoch, long from, long to) implements Part {

        @Override
        public int type() {
            return GAP;
        }

        @Override
        public void write(ByteWriter out) {
            out.i64(id);
            out.i64(epoch);
            out.i64(from);
            out.i64(to);
        }

        @Override
        public void applyTo(PartHandler handler, Link from) {
            handler.gap(from, this);
        }
    }

    /** The state as of sequence {@code asOf} follows in chunks. */
    record SnapshotBegin(long id, long epoch, long asOf) implements Part {

        @Override
        public int type() {
            return SNAPSHOT_BEGIN;
        }

        @Override
        public void write(ByteWriter out) {
            out.i64(id);
            out.i64(epoch);
            out.i64(asOf);
        }

        @Override
        public void applyTo(PartHandler handler, Link from) {
            handler.snapshotBegin(from, this);
        }
    }

    /**
     * Some values of the snapshot.
     *
     * @param first the number of the first of them, from 0
     */
    record SnapshotChunk(long id, long epoch, long asOf, long first, List<byte[]> payloads) implements Part {

        @Override
        public int type() {
            return SNAPSHOT_CHUNK;
        }

        @Override
        public void write(ByteWriter out) {
            out.i64(id);
            out.i64(epoch);
            out.i64(asOf);
            out.i64(first);
            out.payloads(payloads);
        }

        @Override
        public void applyTo(PartHandler handler, Link from) {
            handler.snapshotChunk(from, this);
        }
    }

    /**
     * The snapshot is whole.
     *
     * @param values how many values there were in all
     */
    record SnapshotEnd(long id, long epoch, long asOf, long values) implements Part {

        @Override
        public int type() {
            return SNAPSHOT_END;
        }

        @Override
        public void write(ByteWriter out) {
            out.i64(id);
            out.i64(epoch);
            out.i64(asOf);
            out.i64(values);
        }

        @Override
        public void applyTo(PartHandler handler, Link from) {
            handler.snapshotEnd(from, this);
        }
    }

    /** The stream ended before {@code next}. Repeated until cancelled. */
    record Complete(long id, long epoch, long next) implements Part {

        @Override
        public int type() {
            return COMPLETE;
        }

        @Override
        public void write(ByteWriter out) {
            out.i64(id);
            out.i64(epoch);
            out.i64(next);
        }

        @Override
        public void applyTo(PartHandler handler, Link from) {
            handler.complete(from, this);
        }
    }

    /** The stream failed before {@code next}. Repeated until cancelled. */
    record Failed(long id, long epoch, long next, String message) implements Part {

        @Override
        public int type() {
            return ERROR;
        }

        @Override
        public void write(ByteWriter out) {
            out.i64(id);
            out.i64(epoch);
            out.i64(next);
            out.text(message);
        }

        @Override
        public void applyTo(PartHandler handler, Link from) {
            handler.failed(from, this);
        }
    }

    /**
     * Ends the sender's subscription {@code id}. Repeated until answered.
     *
     * @param topic whose earlier subscription is ended, too; empty if the sender does not know
     */
    record Cancel(long id, String topic) implements Part {

        @Override
        public int type() {
            return CANCEL;
        }

        @Override
        public void write(ByteWriter out) {
            out.i64(id);
            out.text(topic);
        }

        @Override
        public void applyTo(PartHandler handler, Link from) {
            handler.cancel(from, this);
        }
    }

    /** There is no subscription {@code id} here, or not any more. */
    record Cancelled(long id, CancelReason reason) implements Part {

        @Override
        public int type() {
            return CANCELLED;
        }

        @Override
        public void write(ByteWriter out) {
            out.i64(id);
            out.u8(reason.code());
        }

        @Override
        public void applyTo(PartHandler handler, Link from) {
            handler.cancelled(from, this);
        }
    }

    /**
     * Messages for a topic the receiver owns.
     *
     * @param producer which sequence of messages this is; 0 for messages that are not acknowledged
     * @param base the first message of the producer that has not been acknowledged
     * @param first the number of the first of {@code payloads}
     */
    record Publish(String topic, long producer, long base, long first, List<byte[]> payloads) implements Part {

        @Override
        public int type() {
            return PUBLISH;
        }

        @Override
        public void write(ByteWriter out) {
            out.text(topic);
            out.i64(producer);
            out.i64(base);
            out.i64(first);
            out.payloads(payloads);
        }

        @Override
        public void applyTo(PartHandler handler, Link from) {
            handler.publish(from, this);
        }
    }

    /**
     * What was published has arrived.
     *
     * @param through the producer's messages up to and with this one are in the topic
     * @param count so many of them, the last ones, have the sequences up to {@code sequence}; 0 if that is not known any more
     * @param acceptance what became of them
     */
    record PublishAck(
            String topic, long producer, long through, long count, long epoch, long sequence, Acceptance acceptance)
            implements Part {

        @Override
        public int type() {
            return PUBLISH_ACK;
        }

        @Override
        public void write(ByteWriter out) {
            out.text(topic);
            out.i64(producer);
            out.i64(through);
            out.i64(count);
            out.i64(epoch);
            out.i64(sequence);
            out.u8(acceptance.code());
        }

        @Override
        public void applyTo(PartHandler handler, Link from) {
            handler.publishAck(from, this);
        }
    }

    /**
     * The sender wants to know how many nodes are interested in a topic, now and when that changes. Repeated as long as it
     * does.
     *
     * @param on false if it does not any more
     */
    record Watch(String topic, boolean on) implements Part {

        @Override
        public int type() {
            return WATCH;
        }

        @Override
        public void write(ByteWriter out) {
            out.text(topic);
            out.u8(on ? 1 : 0);
        }

        @Override
        public void applyTo(PartHandler handler, Link from) {
            handler.watch(from, this);
        }
    }

    /**
     * So many nodes are interested in a topic.
     *
     * @param change counts the changes within the epoch: what is told later has more
     */
    record Interest(String topic, long epoch, long change, long nodes) implements Part {

        @Override
        public int type() {
            return INTEREST;
        }

        @Override
        public void write(ByteWriter out) {
            out.text(topic);
            out.i64(epoch);
            out.i64(change);
            out.i64(nodes);
        }

        @Override
        public void applyTo(PartHandler handler, Link from) {
            handler.interest(from, this);
        }
    }

    /**
     * Asks for a stream the receiver offers, or again for what is missing of it. Repeated until answered. From then on its
     * messages come as {@link Data}, with the number of the stream for an epoch.
     *
     * @param incarnation the life of the receiver in which it offered the stream
     * @param attempt counts those that ask for something else than the one before: an older one that comes late is known
     * @param next all before it has been received
     * @param messages messages that may be sent in all
     */
    record Claim(long id, long incarnation, long stream, long attempt, long next, long messages) implements Part {

        @Override
        public int type() {
            return CLAIM;
        }

        @Override
        public void write(ByteWriter out) {
            out.i64(id);
            out.i64(incarnation);
            out.i64(stream);
            out.i64(attempt);
            out.i64(next);
            out.i64(messages);
        }

        @Override
        public void applyTo(PartHandler handler, Link from) {
            handler.claim(from, this);
        }
    }

    /** What follows goes on from where this attempt asked. */
    record Claimed(long id, long stream, long attempt) implements Part {

        @Override
        public int type() {
            return CLAIMED;
        }

        @Override
        public void write(ByteWriter out) {
            out.i64(id);
            out.i64(stream);
            out.i64(attempt);
        }

        @Override
        public void applyTo(PartHandler handler, Link from) {
            handler.claimed(from, this);
        }
    }
}
