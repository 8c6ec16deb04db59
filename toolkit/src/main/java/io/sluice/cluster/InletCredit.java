package io.sluice.cluster;

import java.util.List;

/**
 * What a subscription grants to its owner: cumulative, in messages and bytes, counted anew in each attempt; topped up when
 * half of a window has been used, and repeated ever more rarely, for a grant may be lost.
 *
 * <p>Invariant: granted minus received never exceeds the allowance, what the local side is ready to take.
 *
 * <p>Threading: confined to the node.
 */
final class InletCredit {

    private final boolean exact;
    private final Surroundings around;

    /** May be negative: the last message may have more bytes than there was room for. */
    private long messagesAllowed;

    private long bytesAllowed;
    private long messagesReceived;
    private long bytesReceived;
    private long messagesGranted;
    private long bytesGranted;
    private long messagesAdded;
    private long bytesAdded;

    private boolean closed;
    private boolean repeating;
    private long repeatPause;
    private long repeatAt;

    InletCredit(boolean exact, Surroundings around) {
        this.exact = exact;
        this.around = around;
        this.messagesAllowed = exact ? 0 : around.settings.windowMessages();
        this.bytesAllowed = around.settings.windowBytes();
    }

    /** A new attempt: nothing of it has come, and it is told at once what it may send. */
    void restart() {
        messagesReceived = 0;
        bytesReceived = 0;
        grantMessages();
        grantBytes();
    }

    long messages() {
        return messagesGranted;
    }

    long bytes() {
        return bytesGranted;
    }

    void received(List<byte[]> payloads) {
        long bytes = 0;
        for (byte[] payload : payloads) {
            bytes += payload.length;
        }
        messagesReceived += payloads.size();
        bytesReceived += bytes;
        messagesAllowed -= payloads.size();
        // Where every message is asked for, there is no queue behind this.
        bytesAllowed -= exact ? 0 : bytes;
    }

    void consumed(long messages, long bytes) {
        messagesAllowed = Math.min(ByteReader.MAX_COUNT / 2, messagesAllowed + messages);
        bytesAllowed += bytes;
    }

    /** Whether it is worth while to tell the owner. */
    boolean isDue() {
        long moreMessages = messagesReceived + messagesAllowed - messagesGranted;
        long moreBytes = bytesReceived + bytesAllowed - bytesGranted;
        return moreMessages >= (exact ? 1 : Math.max(1, around.settings.windowMessages() / 2))
                || moreBytes >= Math.max(1, around.settings.windowBytes() / 2);
    }

    /** The grant to tell now. */
    long grantMessages() {
        long grant = messagesReceived + Math.max(0, messagesAllowed);
        messagesAdded = grant == messagesGranted ? messagesAdded : grant - messagesGranted;
        messagesGranted = grant;
        soon();
        return around.rules.cumulativeCredit() ? messagesGranted : messagesAdded;
    }

    long grantBytes() {
        long grant = bytesReceived + Math.max(0, bytesAllowed);
        bytesAdded = grant == bytesGranted ? bytesAdded : grant - bytesGranted;
        bytesGranted = grant;
        return around.rules.cumulativeCredit() ? bytesGranted : bytesAdded;
    }

    private void soon() {
        repeatPause = around.settings.heartbeat();
        repeatAt = around.now + repeatPause;
    }

    /** From now on, and until closed, has the grant repeated. */
    void started(Runnable repeat) {
        if (!repeating) {
            repeating = true;
            around.alarms.at(repeatAt, () -> tick(repeat));
        }
    }

    private void tick(Runnable repeat) {
        if (closed) {
            return;
        }
        if (around.now >= repeatAt) {
            long pause = Math.min(2 * repeatPause, around.settings.backoffMax());
            repeat.run();
            repeatPause = pause;
            repeatAt = around.now + pause;
        }
        // A grant in between makes the next repetition due earlier: looked after at the rate of heartbeats.
        around.alarms.at(Math.min(repeatAt, around.now + 4 * around.settings.heartbeat()), () -> tick(repeat));
    }

    void close() {
        closed = true;
    }

    /** Messages received that the local side has not consumed, if there is a window. */
    long messagesQueued() {
        return around.settings.windowMessages() - messagesAllowed;
    }

    long bytesQueued() {
        return around.settings.windowBytes() - bytesAllowed;
    }
}
