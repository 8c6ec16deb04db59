package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.reactivex.rxjava3.core.Completable;
import io.sluice.connection.Connection;
import io.sluice.server.ConnectionQuota.Verdict;
import io.sluice.wire.RawPeer;
import io.sluice.wire.Wait;
import io.vertx.core.internal.http.HttpServerRequestInternal;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.AllowForwardHeaders;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Connections are counted, in all and by address, and what is too much is refused until there is room again. */
final class ConnectionQuotaTest {

    private static final SocketAddress ONE = SocketAddress.inetSocketAddress(1, "192.0.2.1");
    private static final SocketAddress OTHER = SocketAddress.inetSocketAddress(1, "192.0.2.2");

    @Test
    void whatIsTakenIsThereAgainOnceGivenBack() {
        ConnectionQuota quota = ConnectionQuota.of(new ConnectionLimits(3, 2));
        assertThat(quota.take(ONE)).isEqualTo(Verdict.TAKEN);
        assertThat(quota.take(ONE)).isEqualTo(Verdict.TAKEN);
        assertThat(quota.take(ONE)).isEqualTo(Verdict.ADDRESS_FULL);
        assertThat(quota.take(OTHER)).isEqualTo(Verdict.TAKEN);
        assertThat(quota.take(OTHER)).isEqualTo(Verdict.FULL);
        assertThat(quota.connections()).isEqualTo(3);
        quota.giveBack(ONE);
        assertThat(quota.take(OTHER)).isEqualTo(Verdict.TAKEN);
        assertThat(quota.take(ONE)).isEqualTo(Verdict.FULL);
    }

    @Test
    void anIpv6NetworkCountsAsOneAddress() {
        ConnectionQuota quota = ConnectionQuota.of(new ConnectionLimits(9, 1));
        assertThat(quota.take(SocketAddress.inetSocketAddress(1, "2001:db8:1:2::1")))
                .isEqualTo(Verdict.TAKEN);
        assertThat(quota.take(SocketAddress.inetSocketAddress(1, "2001:db8:1:2:3::4")))
                .isEqualTo(Verdict.ADDRESS_FULL);
        assertThat(quota.take(SocketAddress.inetSocketAddress(1, "2001:db8:1:3::1")))
                .isEqualTo(Verdict.TAKEN);
    }

    @Test
    void ipv4WrittenAsIpv6IsTheIpv4Address() {
        ConnectionQuota quota = ConnectionQuota.of(new ConnectionLimits(9, 1));
        assertThat(quota.take(SocketAddress.inetSocketAddress(1, "::ffff:192.0.2.1")))
                .isEqualTo(Verdict.TAKEN);
        assertThat(quota.take(OTHER)).isEqualTo(Verdict.TAKEN);
        assertThat(quota.take(SocketAddress.inetSocketAddress(1, "::ffff:192.0.2.2")))
                .isEqualTo(Verdict.ADDRESS_FULL);
        assertThat(quota.take(ONE)).isEqualTo(Verdict.ADDRESS_FULL);
    }

    /** Whoever leaves while a handler in front of the endpoint still thinks. */
    @Test
    void aClientThatIsGoneBeforeTheEndpointIsReachedTakesNoPlace() {
        ConnectionQuota quota = ConnectionQuota.of(new ConnectionLimits(9, 9));
        BlockingQueue<RoutingContext> waiting = new LinkedBlockingQueue<>();
        AtomicInteger goneOn = new AtomicInteger();
        try (Served served = Served.with(Served.options().withQuota(quota), server -> {
            server.router().route("/").handler(waiting::add);
            server.at("/", connection -> Completable.never());
        })) {
            for (int i = 0; i < 5; i++) {
                try (RawPeer peer = served.ask("/")) {
                    Wait.until(() -> !waiting.isEmpty());
                    RoutingContext routing = waiting.remove();
                    peer.reset();
                    Wait.until(() -> routing.response().closed());
                    ((HttpServerRequestInternal) routing.request()).context().runOnContext(v -> {
                        routing.next();
                        goneOn.incrementAndGet();
                    });
                }
            }
            Wait.until(() -> goneOn.get() == 5);
            Wait.until(() -> quota.connections() == 0);
        }
    }

    @Test
    void manyThreadsNeverTakeMoreThanThereIs() throws Exception {
        int limit = 10;
        ConnectionQuota quota = ConnectionQuota.of(new ConnectionLimits(limit, limit));
        AtomicInteger holding = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            threads.add(new Thread(() -> {
                for (int i = 0; i < 20_000; i++) {
                    if (quota.take(ONE) == Verdict.TAKEN) {
                        most.accumulateAndGet(holding.incrementAndGet(), Math::max);
                        if (i % 3 != 0 || holding.get() > limit / 2) {
                            holding.decrementAndGet();
                            quota.giveBack(ONE);
                        }
                    }
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(most.get()).isLessThanOrEqualTo(limit);
        assertThat(quota.connections()).isEqualTo(holding.get());
    }

    @Test
    void limitsMustBePositive() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ConnectionLimits(0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> ConnectionLimits.DEFAULT.withPerAddress(0));
    }

    @Test
    void beyondTheTotalIsRefusedWith503UntilOneGoes() {
        ConnectionQuota quota = ConnectionQuota.of(new ConnectionLimits(2, 2));
        try (Served served = Served.with(
                        Served.options().withQuota(quota),
                        server -> server.at("/", connection -> Completable.never()));
                RawPeer first = served.dial("/");
                RawPeer second = served.dial("/")) {
            try (RawPeer third = served.ask("/")) {
                String head = third.readHead();
                assertThat(Served.status(head)).isEqualTo(503);
                assertThat(head).containsIgnoringCase("retry-after: ");
            }
            assertThat(quota.connections()).isEqualTo(2);
            first.close();
            Wait.until(() -> quota.connections() == 1);
            served.dial("/").close();
            second.reset();
            Wait.until(() -> quota.connections() == 0);
        }
    }

    @Test
    void beyondThoseOfOneAddressIsRefusedWith429() {
        try (Served served = Served.with(
                        Served.options().withLimits(new ConnectionLimits(10, 1)),
                        server -> server.at("/", connection -> Completable.never()));
                RawPeer first = served.dial("/");
                RawPeer second = served.ask("/")) {
            String head = second.readHead();
            assertThat(Served.status(head)).isEqualTo(429);
            assertThat(head).containsIgnoringCase("retry-after: ");
            first.close();
        }
    }

    @Test
    void aRefusedHandshakeGivesItsPlaceBack() {
        ConnectionQuota quota = ConnectionQuota.of(ConnectionLimits.DEFAULT);
        try (Served served = Served.with(
                Served.options().withQuota(quota),
                server -> server.at(
                        "/",
                        WebSocketEndpoint.of(connection -> Completable.never())
                                .withAuthorizer(routing -> Completable.error(new HttpException(403)))))) {
            assertThat(served.statusOf("/")).isEqualTo(403);
            assertThat(served.statusOf("/", "Origin: http://elsewhere")).isEqualTo(403);
            Wait.until(() -> quota.connections() == 0);
        }
    }

    @Test
    void endpointsAndServersMayShareAQuotaAndTakeOnePlaceEach() {
        ConnectionQuota quota = ConnectionQuota.of(new ConnectionLimits(2, 2));
        ServerOptions options = Served.options().withQuota(quota);
        try (Served one = Served.with(
                        options,
                        server -> server.at(
                                "/",
                                WebSocketEndpoint.of(connection -> Completable.never())
                                        .withQuota(quota)));
                Served other = Served.with(options, server -> server.at("/", connection -> Completable.never()));
                RawPeer first = one.dial("/")) {
            assertThat(quota.connections()).isEqualTo(1);
            try (RawPeer second = other.dial("/")) {
                assertThat(one.statusOf("/")).isEqualTo(503);
                second.close();
            }
            first.close();
        }
    }

    @Test
    void headersOfAProxyAreBelievedOnlyIfTheyAreTrusted() throws Exception {
        BlockingQueue<Connection> accepted = new LinkedBlockingQueue<>();
        ServerOptions limited = Served.options().withLimits(new ConnectionLimits(10, 1));
        String one = "X-Forwarded-For: 192.0.2.1";
        String other = "X-Forwarded-For: 192.0.2.2";
        try (Served trusting = Served.with(
                        limited.withForwardedHeaders(AllowForwardHeaders.X_FORWARD),
                        server -> noting(server, accepted));
                RawPeer first = trusting.ask("/", one);
                RawPeer second = trusting.ask("/", other)) {
            assertThat(Served.status(first.readHead())).isEqualTo(101);
            assertThat(Served.status(second.readHead())).isEqualTo(101);
            assertThat(List.of(
                            accepted.take().remoteAddress().host(),
                            accepted.take().remoteAddress().host()))
                    .containsExactlyInAnyOrder("192.0.2.1", "192.0.2.2");
            assertThat(trusting.statusOf("/", one)).isEqualTo(429);
        }
        try (Served wary = Served.with(
                        limited.withLimits(new ConnectionLimits(10, 1)), server -> noting(server, accepted));
                RawPeer first = wary.ask("/", one)) {
            assertThat(Served.status(first.readHead())).isEqualTo(101);
            assertThat(accepted.take().remoteAddress().hostAddress()).isEqualTo("127.0.0.1");
            assertThat(wary.statusOf("/", other)).isEqualTo(429);
        }
    }

    @Test
    void behindATrustedProxyAnOriginIsComparedWithTheHostTheClientSaw() {
        String[] page = {
            "Origin: https://app.example.com", "X-Forwarded-Host: app.example.com", "X-Forwarded-Proto: https"
        };
        try (Served trusting = Served.with(
                        Served.options().withForwardedHeaders(AllowForwardHeaders.X_FORWARD),
                        server -> server.at("/", connection -> Completable.never()));
                Served wary = Served.with(server -> server.at("/", connection -> Completable.never()))) {
            assertThat(trusting.statusOf("/", page)).isEqualTo(101);
            assertThat(wary.statusOf("/", page)).isEqualTo(403);
        }
    }

    private static void noting(SluiceServer server, BlockingQueue<Connection> accepted) {
        server.at("/", connection -> {
            accepted.add(connection);
            return Completable.never();
        });
    }
}
