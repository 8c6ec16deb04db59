package io.sluice.connection;

import io.sluice.message.Message;
import io.sluice.wire.Link;
import io.sluice.wire.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.reactivestreams.Subscriber;
import org.reactivestreams.tck.SubscriberBlackboxVerification;
import org.reactivestreams.tck.TestEnvironment;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.Test;

/**
 * The Reactive Streams rules for the subscriber with which {@link Connection#send} reads a source, over sockets.
 *
 * <p>Skipped: fifteen "not verified using this TCK".
 */
@Test
public class SenderTckTest extends SubscriberBlackboxVerification<Message> {

    private final List<Link> links = new ArrayList<>();

    public SenderTckTest() {
        super(new TestEnvironment(500, 50));
    }

    @AfterMethod
    public void cutLinks() throws Exception {
        for (Link link : links) {
            link.close();
        }
        links.clear();
    }

    @Override
    public Subscriber<Message> createSubscriber() {
        Link link = Link.open(Side.SERVER);
        links.add(link);
        CompletableFuture<Subscriber<? super Message>> subscriber = new CompletableFuture<>();
        var unused =
                link.connection().send(subscriber::complete).onErrorComplete().subscribe();
        return narrowed(subscriber.orTimeout(20, TimeUnit.SECONDS).join());
    }

    @SuppressWarnings("unchecked") // a subscriber to anything above messages takes messages
    private static Subscriber<Message> narrowed(Subscriber<? super Message> subscriber) {
        return (Subscriber<Message>) subscriber;
    }

    @Override
    public Message createElement(int element) {
        return Message.text("message " + element);
    }
}
