package io.sluice.client;

import io.reactivex.rxjava3.core.Completable;
import io.sluice.connection.Connection;
import io.sluice.wire.TestServer;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.tck.PublisherVerification;
import org.reactivestreams.tck.TestEnvironment;
import org.testng.annotations.AfterClass;
import org.testng.annotations.Test;

/**
 * The Reactive Streams rules for {@link Connections}, over sockets: the server closes each connection at once.
 *
 * <p>Skipped: those "not verified by this TCK", and two of a publisher that fails without demand, which this one does not.
 */
@Test
public class ConnectionsTckTest extends PublisherVerification<Connection> {

    private static final Backoff AT_ONCE =
            new Backoff(Duration.ofMillis(1), Duration.ofMillis(1), 0, Duration.ofHours(1));

    private final TestServer server = TestServer.of(connection -> Completable.complete());
    private final Vertx vertx = Vertx.vertx();
    private final SluiceClient client = SluiceClient.create(vertx);

    public ConnectionsTckTest() {
        super(new TestEnvironment(1_000, 100));
    }

    @AfterClass
    public void stop() {
        vertx.close().await();
        server.close();
    }

    @Override
    public Publisher<Connection> createPublisher(long elements) {
        AtomicLong left = new AtomicLong(elements);
        return elements == 0
                ? client.connections(server.uri(), AT_ONCE).take(0)
                : client.connections(server.uri(), AT_ONCE).reconnectIf(cause -> left.decrementAndGet() > 0);
    }

    @Override
    public @Nullable Publisher<Connection> createFailedPublisher() {
        return null; // fails only when a connection has been asked for, and the TCK asks for none
    }

    @Override
    public long maxElementsFromPublisher() {
        return Integer.MAX_VALUE;
    }
}
