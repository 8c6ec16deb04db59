package io.sluice.feed.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.processors.BehaviorProcessor;
import io.reactivex.rxjava3.subjects.CompletableSubject;
import io.sluice.message.CloseStatus;
import io.sluice.message.Message;
import io.sluice.wire.Wait;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every error of the protocol, in both forms, over sockets; and who may read what, for how long. */
final class FeedErrorsTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private FeedNode node = FeedNode.of(FeedOptions.standard());

    @AfterEach
    void close() {
        node.close();
    }

    private FeedPeer open(Form form) {
        FeedPeer peer = node.dial(form);
        Map<String, Object> unused = peer.hello();
        return peer;
    }

    private void serve(FeedOptions options) {
        node.close();
        node = FeedNode.of(options);
    }

    private static void assertClosed(FeedPeer peer, FeedErrorCode code) {
        assertThat(peer.expectError(code)).doesNotContainKey("id");
        CloseStatus status = peer.closed();
        assertThat(status.code()).isEqualTo(code.code());
        assertThat(status.clean()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void aRefusedSubscribeLeavesTheOthersAlone(Form form) {
        FeedPeer peer = open(form);
        peer.send("subscribe", "id", 7, "topic", "texts");
        Map<String, Object> unused = peer.expect("subscribed");
        List<Object[]> wrong = List.of(
                new Object[] {"id", 1},
                new Object[] {"id", 1, "topic", ""},
                new Object[] {"id", 1, "topic", "x".repeat(256)},
                new Object[] {"id", 1, "topic", "texts", "policy", "hope"},
                new Object[] {"id", 1, "topic", "texts", "rate", 0},
                new Object[] {"id", 1, "topic", "texts", "rate", "often"},
                new Object[] {"id", 1, "topic", "texts", "buffer", 0},
                new Object[] {"id", 1, "topic", "texts", "credit", -1},
                new Object[] {"id", 1, "topic", "texts", "credit", 1L << 60},
                new Object[] {"id", 1, "topic", "texts", "from", "yesterday"},
                new Object[] {"id", 1, "topic", "texts", "from", Map.of("epoch", "XYZ", "offset", 1)},
                new Object[] {"id", 1, "topic", "texts", "from", Map.of("epoch", "1", "offset", -1)},
                new Object[] {"id", 1, "topic", "texts", "from", Map.of("epoch", "1")},
                new Object[] {"id", 1, "topic", 5});
        for (Object[] fields : wrong) {
            peer.send("subscribe", fields);
            assertThat(peer.expectError(FeedErrorCode.INVALID_SUBSCRIBE))
                    .as("%s", List.of(fields))
                    .containsEntry("id", 1);
        }
        peer.send("subscribe", "id", 1, "topic", "nothing");
        assertThat(peer.expectError(FeedErrorCode.UNKNOWN_TOPIC)).containsEntry("id", 1);
        peer.send("subscribe", "id", 1, "topic", "trades", "policy", "conflate");
        assertThat(peer.expectError(FeedErrorCode.POLICY_NOT_OFFERED)).containsEntry("id", 1);
        peer.send("subscribe", "id", 7, "topic", "json");
        assertThat(peer.expectError(FeedErrorCode.ID_IN_USE)).containsEntry("id", 7);
        peer.send("token", "token", "another");
        assertThat(peer.expect("authorized")).doesNotContainKey("expires");
        node.publish(FeedNode.TEXTS, "still here");
        assertThat(peer.expect("data")).contains(entry("id", 7), entry("text", "still here"));
        assertThat(node.feed.counters().subscriptions()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNoMessageOfTheProtocolCloses(Form form) {
        List<Message> messages = form == Form.JSON
                ? List.of(
                        Message.text(""),
                        Message.text("{"),
                        Message.text("[]"),
                        Message.text("{}"),
                        Message.text("{\"type\":5}"),
                        Message.text("{\"type\":\"hello\"} {}"),
                        Message.text("{\"type\":\"dance\"}"),
                        Message.text("{\"type\":\"hello\",\"token\":5}"),
                        Message.text("{\"type\":\"subscribe\",\"topic\":\"texts\"}"),
                        Message.text("{\"type\":\"subscribe\",\"id\":0,\"topic\":\"texts\"}"),
                        Message.text("{\"type\":\"credit\",\"id\":1}"),
                        Message.text("{\"type\":\"ping\",\"n\":1.5}"),
                        Message.text("{\"type\":\"ping\",\"n\":99999999999999999999999999}"))
                : List.of(
                        Message.binary(Buffer.buffer()),
                        Message.binary(Buffer.buffer(new byte[] {(byte) 0xBF})),
                        Message.binary(Buffer.buffer(new byte[] {(byte) 0x80})),
                        Message.binary(Buffer.buffer(new byte[] {(byte) 0xA0})),
                        Message.binary(Buffer.buffer(new byte[] {(byte) 0xA1, 0x64, 't', 'y', 'p', 'e', 0x01})),
                        Message.binary(Buffer.buffer(new byte[] {(byte) 0x7A, 0x7F, -1, -1, -1})),
                        Message.binary(Buffer.buffer("{\"type\":\"hello\"}")));
        for (Message message : messages) {
            FeedPeer peer = open(form);
            peer.sendRaw(message);
            assertClosed(peer, FeedErrorCode.MALFORMED);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aHelloComesFirstAndOnce(Form form) {
        FeedPeer early = node.dial(Form.JSON); // nobody knows yet in which form to answer
        early.send("ping", "n", 1);
        assertClosed(early, FeedErrorCode.OUT_OF_ORDER);
        FeedPeer twice = open(form);
        twice.send("hello");
        assertClosed(twice, FeedErrorCode.OUT_OF_ORDER);
    }

    @Test
    void aConnectionWithoutTheSubprotocolIsClosed() {
        assertClosed(node.dialPlain(), FeedErrorCode.NO_SUBPROTOCOL);
    }

    @ParameterizedTest
    @EnumSource
    void limitsHaveTheirCodes(Form form) {
        FeedLimits limits = FeedLimits.standard().withSubscriptions(2).withMessages(10, 20, 1_000);
        serve(FeedOptions.standard().withLimits(limits.withBuffer(5, 1_000)));
        FeedPeer peer = open(form);
        for (int id = 1; id <= 2; id++) {
            peer.send("subscribe", "id", id, "topic", "texts", "buffer", 100);
            assertThat(peer.expect("subscribed")).containsEntry("buffer", 5);
        }
        peer.send("subscribe", "id", 3, "topic", "texts");
        assertThat(peer.expectError(FeedErrorCode.TOO_MANY_SUBSCRIPTIONS)).containsEntry("id", 3);
        peer.send("unsubscribe", "id", 1);
        Map<String, Object> unused = peer.expect("unsubscribed");
        peer.send("subscribe", "id", 3, "topic", "texts");
        Map<String, Object> unusedToo = peer.expect("subscribed");
        for (int i = 0; i < 30; i++) {
            peer.send("credit", "id", 3, "total", i);
        }
        assertClosed(peer, FeedErrorCode.TOO_MANY_MESSAGES);
        FeedPeer large = open(form);
        large.send("token", "token", "x".repeat(1_000));
        assertClosed(large, FeedErrorCode.MESSAGE_TOO_LARGE);
        Wait.until(() -> node.feed.counters().connections() == 0);
        assertThat(node.feed.counters().subscriptions()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void whoSaysNothingInTimeIsClosed(Form form) {
        Duration soon = Duration.ofMillis(50);
        serve(FeedOptions.standard().withLimits(FeedLimits.standard().withTimeouts(soon, soon, SECOND)));
        assertClosed(node.dial(Form.JSON), FeedErrorCode.TOO_LATE);
        assertClosed(open(form), FeedErrorCode.TOO_LATE);
    }

    @ParameterizedTest
    @EnumSource
    void aSlowConsumerIsToldAndTheConnectionStays(Form form) {
        FeedPeer peer = open(form);
        peer.send("subscribe", "id", 1, "topic", "trades", "policy", "disconnect", "buffer", 3, "credit", 1);
        Map<String, Object> unused = peer.expect("subscribed");
        for (int i = 0; i < 10; i++) {
            node.publish(FeedNode.TRADES, "v" + i);
        }
        assertThat(peer.expect("data")).containsEntry("offset", 1);
        assertThat(peer.expectError(FeedErrorCode.SLOW_CONSUMER)).containsEntry("id", 1);
        peer.settle();
    }

    @ParameterizedTest
    @EnumSource
    void aTopicThatEndsSaysSo(Form form) {
        FeedPeer peer = open(form);
        peer.send("subscribe", "id", 1, "topic", "texts");
        peer.send("subscribe", "id", 2, "topic", "texts", "policy", "latest");
        Map<String, Object> unused = peer.expect("subscribed");
        Map<String, Object> unusedToo = peer.expect("subscribed");
        Wait.done(node.broker.close());
        assertThat(List.of(
                        peer.expect("unsubscribed").get("id"),
                        peer.expect("unsubscribed").get("id")))
                .containsExactlyInAnyOrder((Object) 1, 2);
        peer.send("subscribe", "id", 3, "topic", "texts", "policy", "latest");
        assertThat(peer.expectError(FeedErrorCode.TOPIC_FAILED)).containsEntry("id", 3);
    }

    @ParameterizedTest
    @EnumSource
    void aDrainingServerSaysSoAndClosesWithGoingAway(Form form) {
        FeedPeer peer = open(form);
        peer.send("subscribe", "id", 1, "topic", "texts");
        Map<String, Object> unused = peer.expect("subscribed");
        var drained = node.feed.drain(Duration.ofMillis(400)).cache();
        assertThat(peer.expect("goaway")).containsEntry("millis", 400);
        node.publish(FeedNode.TEXTS, "to the end");
        assertThat(peer.expect("data")).containsEntry("text", "to the end");
        peer.send("subscribe", "id", 2, "topic", "texts");
        assertThat(peer.expectError(FeedErrorCode.GOING_AWAY)).containsEntry("id", 2);
        assertThat(peer.closed().code()).isEqualTo(1001);
        Wait.done(drained);
        assertThat(node.dial(form).closed().code()).isEqualTo(1001);
    }

    @ParameterizedTest
    @EnumSource
    void onlyWhoIsKnownIsWelcome(Form form) {
        serve(FeedOptions.standard()
                .withAuthorizer((connection, token) -> "sesame".equals(token)
                        ? Single.just(FeedSession.of("ali"))
                        : Single.error(new SecurityException("a secret"))));
        FeedPeer stranger = node.dial(form);
        stranger.send("hello", "token", "guess");
        assertThat(stranger.expectError(FeedErrorCode.UNAUTHENTICATED).toString())
                .doesNotContain("secret");
        assertThat(stranger.closed().code()).isEqualTo(4401);
        FeedPeer known = node.dial(form);
        Map<String, Object> unused = known.hello("token", "sesame");
        known.send("token", "token", "guess");
        assertThat(known.expectError(FeedErrorCode.TOKEN_REFUSED)).doesNotContainKey("id");
        known.settle();
    }

    @ParameterizedTest
    @EnumSource
    void aDecisionThatDoesNotComeIsANo(Form form) {
        Duration soon = Duration.ofMillis(50);
        serve(FeedOptions.standard()
                .withLimits(FeedLimits.standard().withTimeouts(Duration.ofSeconds(10), Duration.ofSeconds(10), soon))
                .withAuthorizer((connection, token) -> token == null
                        ? Single.never()
                        : Single.just(FeedSession.of("b").reading(topic -> Flowable.never()))));
        FeedPeer peer = node.dial(form);
        peer.send("hello");
        assertThat(peer.closed().code()).isEqualTo(4401);
        FeedPeer other = node.dial(form);
        Map<String, Object> unused = other.hello("token", "b");
        other.send("subscribe", "id", 1, "topic", "texts");
        assertThat(other.expectError(FeedErrorCode.NOT_ALLOWED)).containsEntry("id", 1);
    }

    @ParameterizedTest
    @EnumSource
    void permissionIsNeededAndCanBeTakenBack(Form form) {
        BehaviorProcessor<Boolean> texts = BehaviorProcessor.createDefault(true);
        serve(FeedOptions.standard()
                .withAuthorizer((connection, token) -> Single.just(FeedSession.of("a")
                        .reading(topic -> topic.equals("texts") ? texts : Flowable.just(topic.equals("json"))))));
        FeedPeer peer = open(form);
        peer.send("subscribe", "id", 1, "topic", "trades");
        assertThat(peer.expectError(FeedErrorCode.NOT_ALLOWED)).containsEntry("id", 1);
        peer.send("subscribe", "id", 2, "topic", "texts");
        peer.send("subscribe", "id", 3, "topic", "json");
        Map<String, Object> unused = peer.expect("subscribed");
        Map<String, Object> unusedToo = peer.expect("subscribed");
        texts.onNext(false);
        assertThat(peer.expectError(FeedErrorCode.REVOKED)).containsEntry("id", 2);
        node.publish(FeedNode.TEXTS, "secret");
        node.publish(FeedNode.JSON, "1");
        assertThat(peer.expect("data")).containsEntry("id", 3);
        peer.send("subscribe", "id", 2, "topic", "texts");
        assertThat(peer.expectError(FeedErrorCode.NOT_ALLOWED)).containsEntry("id", 2);
        assertThat(texts.hasSubscribers()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void aRevokedSessionEndsWithinASecond(Form form) {
        CompletableSubject revoked = CompletableSubject.create();
        serve(FeedOptions.standard()
                .withAuthorizer(
                        (connection, token) -> Single.just(FeedSession.of("a").revokedBy(revoked))));
        FeedPeer peer = open(form);
        peer.send("subscribe", "id", 1, "topic", "texts");
        Map<String, Object> unused = peer.expect("subscribed");
        long before = System.nanoTime();
        revoked.onComplete();
        assertClosed(peer, FeedErrorCode.SESSION_REVOKED);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(SECOND);
        assertThat(revoked.hasObservers()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void anExpiredTokenEndsWithinASecondUnlessAnotherComes(Form form) {
        Duration life = Duration.ofMillis(300);
        serve(FeedOptions.standard().withAuthorizer((connection, token) -> {
            FeedSession session = FeedSession.of("a");
            return Single.just(
                    "long".equals(token)
                            ? session
                            : session.expiring(Instant.now().plus(life)));
        }));
        FeedPeer lasting = node.dial(form);
        assertThat((Integer) lasting.hello().get("expires")).isBetween(0, 300);
        lasting.send("token", "token", "long");
        assertThat(lasting.expect("authorized")).doesNotContainKey("expires");
        FeedPeer peer = open(form);
        long before = System.nanoTime();
        assertClosed(peer, FeedErrorCode.TOKEN_EXPIRED);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isBetween(Duration.ofMillis(100), life.plus(SECOND));
        lasting.settle();
    }

    @ParameterizedTest
    @EnumSource
    void aClientGetsNothingOfAnothersSubscriptions(Form form) {
        FeedPeer mine = open(form);
        FeedPeer yours = open(form);
        mine.send("subscribe", "id", 1, "topic", "texts", "credit", 0);
        yours.send("subscribe", "id", 1, "topic", "json");
        Map<String, Object> unused = mine.expect("subscribed");
        Map<String, Object> unusedToo = yours.expect("subscribed");
        yours.send("credit", "id", 1, "total", 100);
        node.publish(FeedNode.TEXTS, "mine");
        node.publish(FeedNode.JSON, "\"yours\"");
        assertThat(yours.expect("data").toString()).contains("yours");
        yours.send("unsubscribe", "id", 1);
        assertThat(yours.expect("unsubscribed")).containsEntry("delivered", 1);
        yours.settle();
        mine.settle();
        mine.send("credit", "id", 1, "total", 1);
        assertThat(mine.expect("data")).containsEntry("text", "mine");
    }
}
