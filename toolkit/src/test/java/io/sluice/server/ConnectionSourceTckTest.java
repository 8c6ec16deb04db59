package io.sluice.server;

import io.sluice.connection.Connection;
import io.sluice.wire.RawPeer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.tck.PublisherVerification;
import org.reactivestreams.tck.TestEnvironment;
import org.testng.annotations.AfterClass;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.Test;

/**
 * The Reactive Streams rules for {@link ConnectionSource}, over sockets: for each element a client connects.
 *
 * <p>Skipped: those "not verified by this TCK", the five of the optional rule 1.11, since a source has one subscriber, and those
 * that need a failed publisher, since a source does not fail.
 */
@Test
public class ConnectionSourceTckTest extends PublisherVerification<Connection> {

    /** More sockets than this are not worth their time. */
    private static final int MOST = 25;

    private final ConcurrentLinkedQueue<RawPeer> peers = new ConcurrentLinkedQueue<>();
    private final List<ConnectionSource> sources = new ArrayList<>();
    private @Nullable Served served;

    public ConnectionSourceTckTest() {
        super(new TestEnvironment(500, 50));
    }

    @BeforeClass
    public void listen() {
        served = Served.with(server -> {});
    }

    @AfterClass
    public void stop() {
        served().close();
    }

    @AfterMethod
    public void hangUp() {
        sources.forEach(ConnectionSource::complete);
        sources.clear();
        RawPeer peer;
        while ((peer = peers.poll()) != null) {
            peer.close();
        }
    }

    @Override
    public Publisher<Connection> createPublisher(long elements) {
        ConnectionSource source = ConnectionSource.create(MOST, java.time.Duration.ofSeconds(20));
        sources.add(source);
        String path = "/" + System.nanoTime();
        served().server().at(path, source.endpoint());
        return source.connections()
                .doOnSubscribe(subscription -> call(path, (int) Math.min(elements, MOST)))
                .take(elements);
    }

    private void call(String path, int times) {
        for (int i = 0; i < times; i++) {
            peers.add(served().ask(path));
        }
    }

    @Override
    public @Nullable Publisher<Connection> createFailedPublisher() {
        return null;
    }

    @Override
    public long maxElementsFromPublisher() {
        return MOST;
    }

    private Served served() {
        return java.util.Objects.requireNonNull(served);
    }
}
