package io.sluice.verticle;

import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.sluice.connection.Connection;
import io.sluice.feed.Topic;
import io.sluice.feed.TopicEvent;
import io.sluice.feed.Update;
import io.sluice.message.CloseCode;
import io.sluice.message.CloseException;
import io.sluice.message.CloseStatus;
import io.sluice.message.Message;
import java.util.List;

/**
 * A topic on a plain socket: each message of the topic is a message of the socket, and, where clients may publish, the other way
 * round. Offsets, gaps and deletions have no place in it.
 *
 * <p>Backpressure: of the socket, dealt with as the topic's delivery says; a client that publishes is read as fast as the broker
 * answers.
 *
 * <p>Errors: 1008 for a message of a client that may not publish, 1001 when the broker is closed, 4008 and others of the topic.
 */
final class TopicSocket {

    private TopicSocket() {}

    static Completable serve(Connection connection, Topic<Message> topic, TopicSettings settings) {
        Flowable<Message> out =
                topic.subscribe(settings.from(), settings.delivery()).concatMapIterable(TopicSocket::messages);
        Completable sent = connection
                .send(out)
                .andThen(Completable.error(
                        () -> closing(CloseCode.GOING_AWAY, "", "the broker of " + topic.name() + " was closed")));
        Completable received = settings.publish()
                ? connection.messages().concatMapSingle(topic::publish, 1).ignoreElements()
                : connection
                        .messages()
                        .concatMapCompletable(message -> Completable.error(closing(
                                CloseCode.POLICY_VIOLATION,
                                "this topic is read only",
                                "a message for the topic " + topic.name())));
        return Completable.ambArray(received, sent);
    }

    private static Iterable<Message> messages(TopicEvent<Message> event) {
        return event instanceof Update<Message> update && update.payload() != null
                ? List.of(update.payload())
                : List.of();
    }

    private static CloseException closing(int code, String reason, String message) {
        return new CloseException(CloseStatus.of(code, reason), message);
    }
}
