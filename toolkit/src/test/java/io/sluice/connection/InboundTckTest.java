package io.sluice.connection;

import io.sluice.message.CloseCode;
import io.sluice.message.Message;
import io.sluice.wire.Flood;
import io.sluice.wire.Frame;
import io.sluice.wire.Link;
import org.reactivestreams.Publisher;
import org.testng.annotations.Test;

/**
 * The Reactive Streams rules for what {@link Connection#messages()} emits, over sockets.
 *
 * <p>Skipped: seven "not verified by this TCK", and the five of the optional rule 1.11, since the messages of a connection go
 * to one subscriber.
 */
@Test
public class InboundTckTest extends LinkVerification<Message> {

    @Override
    public Publisher<Message> createPublisher(long elements) {
        Link link = open();
        Thread sender = new Thread(() -> {
            new Flood(link.peer(), (int) elements, i -> Frame.text("message " + i)).finish();
            link.peer().send(Frame.close(CloseCode.NORMAL, ""));
        });
        sender.setUncaughtExceptionHandler((thread, cutByTheEndOfTheTest) -> {});
        sender.start();
        return link.connection().messages();
    }

    @Override
    public Publisher<Message> createFailedPublisher() {
        Link link = open();
        link.peer().reset();
        link.closed();
        return link.connection().messages();
    }

    @Override
    public long maxElementsFromPublisher() {
        return Integer.MAX_VALUE; // sent as far as there is demand
    }
}
