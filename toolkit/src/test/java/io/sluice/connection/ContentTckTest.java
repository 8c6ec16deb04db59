package io.sluice.connection;

import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.disposables.Disposable;
import io.sluice.wire.Frame;
import io.sluice.wire.Link;
import io.sluice.wire.Wait;
import io.vertx.core.buffer.Buffer;
import java.util.Objects;
import java.util.stream.IntStream;
import org.reactivestreams.Publisher;
import org.testng.annotations.Test;

/**
 * The Reactive Streams rules for what {@link MessageStream#content()} emits, over sockets.
 *
 * <p>Skipped: seven "not verified by this TCK", and the five of the optional rule 1.11, since the content of a message goes
 * to one subscriber.
 */
@Test
public class ContentTckTest extends LinkVerification<Buffer> {

    @Override
    public Publisher<Buffer> createPublisher(long elements) {
        Link link = open();
        Publisher<Buffer> content = content(first(link));
        // Subscribing has reached the event loop when a pong comes from there.
        link.peer().send(Frame.ping(""));
        link.peer().read();
        if (elements == 0) {
            link.peer().send(Frame.binary());
            return content;
        }
        int fragments = (int) elements;
        link.peer()
                .send(IntStream.range(0, fragments)
                        .mapToObj(i ->
                                i == fragments - 1 ? fragment(i) : fragment(i).unfinished())
                        .toArray(Frame[]::new));
        return content;
    }

    /** Of a message whose content has its one subscriber already. */
    @Override
    public Publisher<Buffer> createFailedPublisher() {
        Link link = open();
        Single<MessageStream> first = first(link);
        link.peer().send(fragment(0).unfinished());
        Disposable unused = Wait.result(first).content().subscribe(piece -> {}, cutByTheEndOfTheTest -> {});
        return content(first);
    }

    private static Frame fragment(int i) {
        return i == 0 ? Frame.binary((byte) 1) : Frame.continuation((byte) 1);
    }

    private static Single<MessageStream> first(Link link) {
        Single<MessageStream> first = link.connection().streams().firstOrError().cache();
        Disposable unused = first.subscribe(stream -> {}, cutByTheEndOfTheTest -> {});
        return first;
    }

    /** The content of a connection's first message, once there is one. */
    private static Publisher<Buffer> content(Single<MessageStream> first) {
        return subscriber -> {
            Objects.requireNonNull(subscriber, "subscriber"); // rule 1.9
            Wait.result(first).content().subscribe(subscriber);
        };
    }

    @Override
    public long maxElementsFromPublisher() {
        return 1_000; // sent in one write, so that each fragment is a piece of its own
    }
}
