package io.sluice.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.schedulers.Schedulers;
import io.reactivex.rxjava3.subjects.CompletableSubject;
import io.sluice.connection.Connection;
import io.sluice.message.Message;
import io.sluice.wire.Frame;
import io.sluice.wire.RawPeer;
import io.sluice.wire.TestServer;
import io.sluice.wire.Wait;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.AuthenticationProvider;
import io.vertx.ext.auth.authentication.Credentials;
import io.vertx.ext.auth.authentication.UsernamePasswordCredentials;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BasicAuthHandler;
import io.vertx.ext.web.handler.HttpException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A handshake may be decided on, and take its time. */
final class AuthorizerTest {

    private static WebSocketEndpoint greeting(Function<RoutingContext, Completable> authorizer) {
        return WebSocketEndpoint.of((connection, routing) -> connection
                        .send(Message.text("hello " + routing.get("name")))
                        .andThen(connection.send(connection.messages())))
                .withAuthorizer(authorizer);
    }

    /** Whether the server guards its connections decides who has to keep what comes early. */
    private static TestServer plain(WebSocketEndpoint endpoint) {
        return TestServer.routing(
                TestServer.transport(), (test, router) -> router.route("/").handler(endpoint));
    }

    @Test
    void theEndpointFindsWhatTheAuthorizerFound() {
        try (Served served = Served.with(server -> server.at(
                        "/",
                        greeting(routing -> Completable.fromAction(() -> routing.put("name", "Ada"))
                                .subscribeOn(Schedulers.io()))));
                RawPeer peer = served.dial("/")) {
            assertThat(peer.read().text()).isEqualTo("hello Ada");
        }
    }

    static Stream<Arguments> errors() {
        return Stream.of(
                Arguments.argumentSet("unauthorized", new HttpException(401), 401),
                Arguments.argumentSet("forbidden", new HttpException(403), 403),
                Arguments.argumentSet("a bug", new Quiet(), 500));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void itsErrorRefusesWithAStatus(Throwable error, int status) {
        WebSocketEndpoint later = greeting(routing -> Completable.error(error).subscribeOn(Schedulers.io()));
        WebSocketEndpoint atOnce = greeting(routing -> Completable.error(error));
        WebSocketEndpoint thrown = greeting(routing -> {
            throw sneaky(error);
        });
        try (Served served = Served.with(
                server -> server.at("/later", later).at("/now", atOnce).at("/thrown", thrown))) {
            for (String path : List.of("/later", "/now", "/thrown")) {
                try (RawPeer peer = served.ask(path)) {
                    String head = peer.readHead();
                    assertThat(Served.status(head)).isEqualTo(status);
                    assertThat(head).containsIgnoringCase("connection: close");
                    peer.skipToEnd();
                }
            }
            assertThat(served.server().connections()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void framesSentWhileItDecidesAreNotLost(boolean guarded) {
        CompletableSubject decision = CompletableSubject.create();
        WebSocketEndpoint endpoint = greeting(routing -> decision.doOnSubscribe(d -> routing.put("name", "Bob")));
        if (guarded) {
            try (Served served = Served.with(server -> server.at("/", endpoint))) {
                sendEarly(served.server().port(), decision);
            }
        } else {
            try (TestServer server = plain(endpoint)) {
                sendEarly(server.port(), decision);
            }
        }
    }

    private static void sendEarly(int port, CompletableSubject decision) {
        try (RawPeer peer = RawPeer.open(port)) {
            // Text with line ends, which an HTTP decoder would take for a request.
            peer.sendAsOne(
                    RawPeer.upgradeRequest("/", port),
                    peer.encode(Frame.text("GET / HTTP/1.1\r\n\r\n"), Frame.text("same\npacket")));
            peer.send(Frame.text("next\r\n\r\npacket"));
            Wait.until(decision::hasObservers);
            peer.send(Frame.text("later\npacket"));
            decision.onComplete();
            assertThat(peer.readHead()).startsWith("HTTP/1.1 101 ");
            assertThat(peer.read().text()).isEqualTo("hello Bob");
            for (String text :
                    List.of("GET / HTTP/1.1\r\n\r\n", "same\npacket", "next\r\n\r\npacket", "later\npacket")) {
                assertThat(peer.read().text()).isEqualTo(text);
            }
        }
    }

    @Test
    void aFloodWhileItDecidesIsPushedBack() {
        CompletableSubject decision = CompletableSubject.create();
        int frames = 2_000;
        try (Served served = Served.with(server ->
                        server.at("/", greeting(routing -> decision.doOnSubscribe(d -> routing.put("name", "Eve")))));
                RawPeer peer = served.ask("/")) {
            Wait.until(decision::hasObservers);
            io.sluice.wire.Flood flood = new io.sluice.wire.Flood(peer, frames, i -> Frame.text(i + " ".repeat(4_096)));
            assertThat(flood.isPushedBack()).isTrue();
            Thread writer = new Thread(flood::finish);
            writer.start();
            decision.onComplete();
            assertThat(peer.readHead()).startsWith("HTTP/1.1 101 ");
            assertThat(peer.read().text()).isEqualTo("hello Eve");
            for (int i = 0; i < frames; i++) {
                assertThat(peer.read().text().trim()).isEqualTo(String.valueOf(i));
            }
        }
    }

    @Test
    void takingTooLongIsAnsweredAndDisposed() {
        CompletableSubject disposed = CompletableSubject.create();
        WebSocketEndpoint endpoint = greeting(routing -> Completable.never().doOnDispose(disposed::onComplete))
                .withHandshakeTimeout(Duration.ofMillis(200));
        try (Served served = Served.with(server -> server.at("/", endpoint))) {
            assertThat(served.statusOf("/")).isEqualTo(504);
            Wait.done(disposed);
        }
    }

    @Test
    void aClientThatGoesDisposesIt() {
        CompletableSubject disposed = CompletableSubject.create();
        AtomicInteger asked = new AtomicInteger();
        ConnectionQuota quota = ConnectionQuota.of(ConnectionLimits.DEFAULT);
        WebSocketEndpoint endpoint = greeting(routing -> Completable.never()
                        .doOnSubscribe(d -> asked.incrementAndGet())
                        .doOnDispose(disposed::onComplete))
                .withQuota(quota);
        try (Served served = Served.with(server -> server.at("/", endpoint));
                RawPeer peer = served.ask("/")) {
            Wait.until(() -> asked.get() == 1);
            assertThat(quota.connections()).isEqualTo(1);
            peer.close();
            Wait.done(disposed);
            Wait.until(() -> quota.connections() == 0);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAuthenticationHandlerMayStandInFrontOfIt(boolean guarded) {
        Promise<User> answer = Promise.promise();
        AtomicInteger asked = new AtomicInteger();
        BasicAuthHandler handler = BasicAuthHandler.create(new AuthenticationProvider() {
            @Override
            public Future<User> authenticate(Credentials credentials) {
                String name = ((UsernamePasswordCredentials) credentials).getUsername();
                asked.incrementAndGet();
                return name.equals("ada") ? onContext(answer.future()) : Future.failedFuture("who is " + name + "?");
            }
        });
        WebSocketEndpoint endpoint = WebSocketEndpoint.of((connection, routing) -> connection
                        .send(Message.text("hello " + routing.user().subject()))
                        .andThen(connection.send(connection.messages())))
                .withAuthorizer(routing -> Completable.complete().subscribeOn(Schedulers.io()));
        if (guarded) {
            try (Served served = Served.with(server -> {
                server.router().route("/").handler(handler);
                server.at("/", endpoint);
            })) {
                authenticate(served.server().port(), answer, asked);
            }
        } else {
            try (TestServer server = TestServer.routing(
                    TestServer.transport(),
                    (test, router) -> router.route("/").handler(handler).handler(endpoint))) {
                authenticate(server.port(), answer, asked);
            }
        }
    }

    /** As providers do, where a continuation on any thread would race with the request. */
    private static <T> Future<T> onContext(Future<T> future) {
        Context context = Vertx.currentContext();
        return Future.future(promise -> future.onSuccess(value -> context.runOnContext(v -> promise.complete(value))));
    }

    private static void authenticate(int port, Promise<User> answer, AtomicInteger asked) {
        try (RawPeer stranger = RawPeer.open(port);
                RawPeer anonymous = RawPeer.open(port);
                RawPeer peer = RawPeer.open(port)) {
            stranger.sendBytes(RawPeer.upgradeRequest("/", port, "Authorization: " + basic("eve")));
            assertThat(stranger.readHead()).startsWith("HTTP/1.1 401 ").containsIgnoringCase("www-authenticate");
            anonymous.sendBytes(RawPeer.upgradeRequest("/", port));
            assertThat(anonymous.readHead()).startsWith("HTTP/1.1 401 ");

            peer.sendBytes(RawPeer.upgradeRequest("/", port, "Authorization: " + basic("ada")));
            Wait.until(() -> asked.get() == 2);
            answer.complete(User.fromName("ada"));
            assertThat(peer.readHead()).startsWith("HTTP/1.1 101 ");
            assertThat(peer.read().text()).isEqualTo("hello ada");
            peer.send(Frame.text("thanks"));
            assertThat(peer.read().text()).isEqualTo("thanks");
        }
    }

    /** Without a guard the answer would be 500: Vert.x upgrades no request that has been read to its end. */
    @Test
    void aHandlerInFrontOfAGuardedServerNeedNotPauseTheRequest() {
        Promise<Void> goOn = Promise.promise();
        AtomicInteger asked = new AtomicInteger();
        try (Served served = Served.with(server -> {
                    server.router().route("/").handler(routing -> {
                        asked.incrementAndGet();
                        var context = routing.vertx().getOrCreateContext();
                        goOn.future().onComplete(v -> context.runOnContext(w -> routing.next()));
                    });
                    server.at("/", this::echo);
                });
                RawPeer peer = served.ask("/")) {
            peer.send(Frame.text("early\n"));
            Wait.until(() -> asked.get() == 1);
            goOn.complete();
            assertThat(peer.readHead()).startsWith("HTTP/1.1 101 ");
            assertThat(peer.read().text()).isEqualTo("early\n");
        }
    }

    private Completable echo(Connection connection) {
        return connection.send(connection.messages());
    }

    private static String basic(String name) {
        return "Basic " + Base64.getEncoder().encodeToString((name + ":secret").getBytes(ISO_8859_1));
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> RuntimeException sneaky(Throwable error) throws T {
        throw (T) error;
    }

    /** Without a stack trace, as it is logged. */
    private static final class Quiet extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Quiet() {
            super("a bug", null, false, false);
        }
    }
}
