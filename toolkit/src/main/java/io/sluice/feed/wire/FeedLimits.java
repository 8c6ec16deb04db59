package io.sluice.feed.wire;

import java.time.Duration;

/**
 * What a client may ask of a server. The reasons for the defaults are in {@code docs/protocol.md}.
 *
 * @param subscriptions at a time, of a connection. Default 256
 * @param messagesPerSecond that a client may send, in the long run. Default 100
 * @param messageBurst that it may send at once. Default 512
 * @param messageBytes size of each. Default 64 KiB
 * @param helloTimeout until the first message. Default 10 s
 * @param subscribeTimeout from the welcome to the first subscribe. Default 30 s
 * @param decisionTimeout for the authorizer. Default 10 s
 * @param buffer values that may wait for a subscription. Default 4,096
 * @param bufferBytes of the values that wait for a subscription. Default 1 MiB
 */
public record FeedLimits(
        int subscriptions,
        int messagesPerSecond,
        int messageBurst,
        int messageBytes,
        Duration helloTimeout,
        Duration subscribeTimeout,
        Duration decisionTimeout,
        int buffer,
        long bufferBytes) {

    static final int DEFAULT_BUFFER = 256;

    public FeedLimits {
        if (subscriptions < 1 || messagesPerSecond < 1 || messageBurst < 1 || messageBytes < 1) {
            throw new IllegalArgumentException("a client that may do nothing cannot be served");
        }
        if (buffer < 1 || bufferBytes < 1) {
            throw new IllegalArgumentException("buffer and bufferBytes must be at least 1");
        }
        requirePositive(helloTimeout, "helloTimeout");
        requirePositive(subscribeTimeout, "subscribeTimeout");
        requirePositive(decisionTimeout, "decisionTimeout");
    }

    private static void requirePositive(Duration duration, String name) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(name + " must be positive, not " + duration);
        }
    }

    /** The default of each. */
    public static FeedLimits standard() {
        return new FeedLimits(
                256,
                100,
                512,
                64 * 1024,
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofSeconds(10),
                4_096,
                1024 * 1024);
    }

    /** The same with another number of subscriptions. */
    public FeedLimits withSubscriptions(int number) {
        return new FeedLimits(
                number,
                messagesPerSecond,
                messageBurst,
                messageBytes,
                helloTimeout,
                subscribeTimeout,
                decisionTimeout,
                buffer,
                bufferBytes);
    }

    /** The same with another pace, and size, of the client's messages. */
    public FeedLimits withMessages(int perSecond, int burst, int bytes) {
        return new FeedLimits(
                subscriptions,
                perSecond,
                burst,
                bytes,
                helloTimeout,
                subscribeTimeout,
                decisionTimeout,
                buffer,
                bufferBytes);
    }

    /** The same with other time-outs. */
    public FeedLimits withTimeouts(Duration hello, Duration subscribe, Duration decision) {
        return new FeedLimits(
                subscriptions,
                messagesPerSecond,
                messageBurst,
                messageBytes,
                hello,
                subscribe,
                decision,
                buffer,
                bufferBytes);
    }

    /** The same with another bound of what waits for a subscription. */
    public FeedLimits withBuffer(int values, long bytes) {
        return new FeedLimits(
                subscriptions,
                messagesPerSecond,
                messageBurst,
                messageBytes,
                helloTimeout,
                subscribeTimeout,
                decisionTimeout,
                values,
                bytes);
    }
}
