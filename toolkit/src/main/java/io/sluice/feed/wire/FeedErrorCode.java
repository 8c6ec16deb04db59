package io.sluice.feed.wire;

import io.sluice.message.CloseCode;
import java.util.Arrays;
import java.util.Optional;

/** What can be wrong, as {@code docs/protocol.md} numbers it. Codes that close are close codes as well. */
public enum FeedErrorCode {
    /** A field of a subscribe has no value it could have. */
    INVALID_SUBSCRIBE(4100, Scope.SUBSCRIPTION),
    /** There is no topic of this name. */
    UNKNOWN_TOPIC(4101, Scope.SUBSCRIPTION),
    /** No permission to read the topic. */
    NOT_ALLOWED(4102, Scope.SUBSCRIPTION),
    /** The permission was withdrawn. */
    REVOKED(4103, Scope.SUBSCRIPTION),
    /** A subscription with this id runs, and goes on. */
    ID_IN_USE(4104, Scope.SUBSCRIPTION),
    /** As many subscriptions as a connection may have. */
    TOO_MANY_SUBSCRIPTIONS(4105, Scope.SUBSCRIPTION),
    /** The topic does not offer this policy. */
    POLICY_NOT_OFFERED(4106, Scope.SUBSCRIPTION),
    /** More waited than the policy allows for. */
    SLOW_CONSUMER(4107, Scope.SUBSCRIPTION),
    /** The broker refused the topic, or broke. */
    TOPIC_FAILED(4108, Scope.SUBSCRIPTION),
    /** The server is about to go, and takes no more subscriptions. */
    GOING_AWAY(4110, Scope.SUBSCRIPTION),
    /** The new token was refused; the one before stays. */
    TOKEN_REFUSED(4109, Scope.REQUEST),
    /** Not a message of this protocol. */
    MALFORMED(4400, Scope.CONNECTION),
    /** The hello was refused. */
    UNAUTHENTICATED(4401, Scope.CONNECTION),
    /** The session was ended. */
    SESSION_REVOKED(4403, Scope.CONNECTION),
    /** The connection was opened without the subprotocol. */
    NO_SUBPROTOCOL(4406, Scope.CONNECTION),
    /** No hello, or no first subscribe, in time. */
    TOO_LATE(4408, Scope.CONNECTION),
    /** Something else than one hello came first. */
    OUT_OF_ORDER(4409, Scope.CONNECTION),
    /** And no other token came. */
    TOKEN_EXPIRED(4410, Scope.CONNECTION),
    /** The client sends faster than it may. */
    TOO_MANY_MESSAGES(4429, Scope.CONNECTION),
    /** A message larger than it may be. */
    MESSAGE_TOO_LARGE(CloseCode.TOO_LARGE, Scope.CONNECTION);

    /** What an error ends. */
    enum Scope {
        SUBSCRIPTION,
        REQUEST,
        CONNECTION
    }

    private final int code;
    private final Scope scope;

    FeedErrorCode(int code, Scope scope) {
        this.code = code;
        this.scope = scope;
    }

    /** The number of it. */
    public int code() {
        return code;
    }

    /** Whether the connection ends with it. */
    public boolean closes() {
        return scope == Scope.CONNECTION;
    }

    /** The one with this number, if there is one. */
    public static Optional<FeedErrorCode> of(int code) {
        return Arrays.stream(values()).filter(error -> error.code == code).findFirst();
    }
}
