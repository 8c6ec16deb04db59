package io.sluice.connection;

import io.reactivex.rxjava3.disposables.Disposable;
import io.sluice.message.CloseCode;
import io.sluice.wire.Flood;
import io.sluice.wire.Frame;
import io.sluice.wire.Link;
import org.reactivestreams.Publisher;
import org.testng.annotations.Test;

/**
 * The Reactive Streams rules for what {@link Connection#streams()} emits, over sockets; the content of each message is taken
 * in at once, since the next waits for that.
 *
 * <p>Skipped: seven "not verified by this TCK", and the five of the optional rule 1.11, since the messages of a connection go
 * to one subscriber.
 */
@Test
public class StreamsTckTest extends LinkVerification<MessageStream> {

    @Override
    public Publisher<MessageStream> createPublisher(long elements) {
        Link link = open();
        Thread sender = new Thread(() -> {
            new Flood(link.peer(), (int) elements, i -> Frame.text("message " + i)).finish();
            link.peer().send(Frame.close(CloseCode.NORMAL, ""));
        });
        sender.setUncaughtExceptionHandler((thread, cutByTheEndOfTheTest) -> {});
        sender.start();
        return streams(link);
    }

    @Override
    public Publisher<MessageStream> createFailedPublisher() {
        Link link = open();
        link.peer().reset();
        link.closed();
        return streams(link);
    }

    @Override
    public long maxElementsFromPublisher() {
        return Integer.MAX_VALUE; // sent as far as there is demand
    }

    private static Publisher<MessageStream> streams(Link link) {
        return link.connection().streams().doOnNext(stream -> {
            Disposable unused = stream.content().subscribe(piece -> {}, cutByTheEndOfTheTest -> {});
        });
    }
}
