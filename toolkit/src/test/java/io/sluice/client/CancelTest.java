package io.sluice.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.subscribers.TestSubscriber;
import io.sluice.connection.Connection;
import io.sluice.wire.Link;
import io.sluice.wire.RawPeer;
import io.sluice.wire.RawServer;
import io.sluice.wire.TestServer;
import io.sluice.wire.Wait;
import io.vertx.core.Vertx;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A reconnecting client that is cancelled leaves nothing behind, whatever it was doing. */
final class CancelTest {

    private static final Duration LONG = Duration.ofHours(1);
    private static final Backoff PATIENT = new Backoff(LONG, LONG, 0, LONG);
    private static final Backoff QUICK = new Backoff(Duration.ofMillis(1), Duration.ofMillis(1), 0, LONG);

    /** What a subscription refers to, and so does whatever still refers to it. */
    private static final class Marker implements Consumer<Retry> {
        private final CountDownLatch retried = new CountDownLatch(1);

        @Override
        public void accept(Retry retry) {
            retried.countDown();
        }
    }

    private final Vertx vertx = Vertx.vertx();
    private final RawServer server = new RawServer();
    private final SluiceClient client = SluiceClient.create(vertx, Link.transport(), TestServer.CALM);
    private final ConnectRequest request = ConnectRequest.to(server.uri()).withTimeout(LONG);

    @AfterEach
    void stop() {
        server.close();
        vertx.close().await();
    }

    @Test
    void nothingIsHeldByOneThatWasIdle() throws Exception {
        assertForgotten(subscribeAndCancel(0, marker -> {}));
    }

    @Test
    void nothingIsHeldByOneThatWasConnecting() throws Exception {
        List<RawPeer> peers = new ArrayList<>();
        assertForgotten(subscribeAndCancel(1, marker -> peers.add(server.callerWith("GET / "))));
        peers.get(0).close();
    }

    @Test
    void nothingIsHeldByOneThatWasWaiting() throws Exception {
        assertForgotten(subscribeAndCancel(1, marker -> {
            server.upgrade().reset();
            assertThat(marker.retried.await(20, TimeUnit.SECONDS)).isTrue();
        }));
    }

    @Test
    void nothingIsHeldByOneThatWasOpen() throws Exception {
        List<RawPeer> peers = new ArrayList<>();
        WeakReference<Marker> marker = subscribeAndCancel(1, subscribed -> peers.add(server.upgrade()));
        try (RawPeer peer = peers.get(0)) {
            peer.skipToEndAnsweringClose();
        }
        assertForgotten(marker);
    }

    @Test
    void aSocketWhoseHandshakeWasCancelledGoesWithItsTimeOut() {
        TestSubscriber<Connection> subscriber = client.connections(request.withTimeout(Duration.ofMillis(300)), PATIENT)
                .test();
        try (RawPeer peer = server.callerWith("GET / ")) {
            subscriber.cancel();
            peer.skipToEnd();
            subscriber.assertNoValues().assertNoErrors().assertNotComplete();
        }
    }

    @Test
    void cancellingOnAnyThreadAtAnyMomentLeavesNoSocket() {
        for (int round = 0; round < 100; round++) {
            TestSubscriber<Connection> subscriber =
                    client.connections(request, QUICK).test();
            try (RawPeer peer = server.accept()) {
                peer.sendBytes(RawPeer.upgradeResponse(peer.readHead()));
                if (round % 2 == 0) {
                    spin(round * 10_000L);
                }
                subscriber.cancel();
                // The connection is closed, cut, or was never made: the socket ends, whatever it was.
                peer.skipToEndAnsweringClose();
                int values = subscriber.values().size();
                assertThat(values).isLessThanOrEqualTo(1);
                if (values == 1) {
                    Wait.closed(subscriber.values().get(0));
                }
                subscriber.assertNoErrors().assertNotComplete();
            }
        }
        assertThat(server.hasCaller()).isFalse();
    }

    @Test
    void cancellingWithinTheEmissionClosesTheConnection() {
        List<Connection> emitted = new CopyOnWriteArrayList<>();
        var unused = client.connections(request, QUICK).take(1).subscribe(emitted::add);
        try (RawPeer peer = server.upgrade()) {
            peer.answerClose();
            assertThat(emitted).hasSize(1);
            Wait.closed(emitted.get(0));
            assertThat(server.hasCaller()).isFalse();
        }
    }

    private interface Step {
        void reach(Marker marker) throws Exception;
    }

    private WeakReference<Marker> subscribeAndCancel(long demand, Step step) throws Exception {
        Marker marker = new Marker();
        TestSubscriber<Connection> subscriber =
                client.connections(request, PATIENT).onRetry(marker).test(demand);
        step.reach(marker);
        subscriber.cancel();
        return new WeakReference<>(marker);
    }

    private static void assertForgotten(WeakReference<Marker> marker) {
        Wait.until(() -> {
            System.gc();
            return marker.get() == null;
        });
    }

    private static void spin(long nanos) {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }
}
