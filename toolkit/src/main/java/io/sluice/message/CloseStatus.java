package io.sluice.message;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * How a connection ended, or is to be ended.
 *
 * @param code the close code, see {@link CloseCode}
 * @param reason for people and logs; at most 123 bytes of UTF-8, empty for none
 * @param initiator the side that ended it
 * @param clean whether the peer's close frame came and this side's was sent, as far as the peer takes it
 */
public record CloseStatus(int code, String reason, Initiator initiator, boolean clean) {

    /** The side a close came from. */
    public enum Initiator {
        /** This process. */
        LOCAL,
        /** The peer, or the network between. */
        REMOTE
    }

    /** The longest reason a close frame can carry, in bytes (RFC 6455 section 5.5: 125 less the code). */
    public static final int MAX_REASON_BYTES = 123;

    /** {@link CloseCode#NORMAL}, from this side. */
    public static final CloseStatus NORMAL = of(CloseCode.NORMAL, "");

    /**
     * A status to close with, from this side.
     *
     * @throws IllegalArgumentException if {@code code} must not be sent or {@code reason} is too long
     */
    public static CloseStatus of(int code, String reason) {
        if (!CloseCode.isSendable(code)) {
            throw new IllegalArgumentException(
                    "close code " + code + " must not be sent: use 1000-1003, 1007-1014 or 3000-4999");
        }
        if (reason.getBytes(UTF_8).length > MAX_REASON_BYTES) {
            throw new IllegalArgumentException(
                    "close reason is longer than " + MAX_REASON_BYTES + " bytes of UTF-8: " + reason);
        }
        return new CloseStatus(code, reason, Initiator.LOCAL, false);
    }

    /** The end of a connection whose peer vanished or cut it without a close frame. */
    public static CloseStatus abnormal(String reason) {
        return new CloseStatus(CloseCode.ABNORMAL, reason, Initiator.REMOTE, false);
    }

    /** Whether the exchange ended as planned: cleanly, with 1000, 1001 or no code. */
    public boolean isNormal() {
        return clean && (code == CloseCode.NORMAL || code == CloseCode.GOING_AWAY || code == CloseCode.NO_STATUS);
    }

    /**
     * Whether a client should try again by itself: not after a planned end, nor after a refusal that would only repeat
     * (protocol error, unsupported or invalid data, policy, too large), nor when it is this side that goes away.
     */
    public boolean mayReconnect() {
        if (code == CloseCode.GOING_AWAY && initiator == Initiator.LOCAL) {
            return false;
        }
        return switch (code) {
            case CloseCode.NORMAL,
                    CloseCode.PROTOCOL_ERROR,
                    CloseCode.UNSUPPORTED_DATA,
                    CloseCode.INVALID_PAYLOAD,
                    CloseCode.POLICY_VIOLATION,
                    CloseCode.TOO_LARGE -> false;
            default -> true;
        };
    }
}
