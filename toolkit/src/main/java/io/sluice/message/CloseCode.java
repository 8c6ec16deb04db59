package io.sluice.message;

/**
 * The close codes Sluice sends or gives a meaning to (RFC 6455 section 7.4 and the IANA registry behind it).
 *
 * <p>4000-4999 are for private use; Sluice takes {@link #SLOW_CONSUMER} there and leaves the rest to applications.
 */
public final class CloseCode {

    /** The purpose of the connection is fulfilled. */
    public static final int NORMAL = 1000;
    /** The endpoint goes away: a server shuts down, a page is left. A client may come back. */
    public static final int GOING_AWAY = 1001;
    /** The peer broke the protocol. */
    public static final int PROTOCOL_ERROR = 1002;
    /** The peer sent a kind of data this endpoint does not take. */
    public static final int UNSUPPORTED_DATA = 1003;
    /** Never sent: the close frame carried no code. */
    public static final int NO_STATUS = 1005;
    /** Never sent: the connection ended without a close frame. */
    public static final int ABNORMAL = 1006;
    /** The payload does not match the message's type; text that is not UTF-8. */
    public static final int INVALID_PAYLOAD = 1007;
    /** The message breaks a rule of the application. */
    public static final int POLICY_VIOLATION = 1008;
    /** The message is larger than this endpoint accepts. */
    public static final int TOO_LARGE = 1009;
    /** The server met a condition it did not expect. */
    public static final int INTERNAL_ERROR = 1011;
    /** The service restarts; a client may come back after a pause. */
    public static final int SERVICE_RESTART = 1012;
    /** The service is overloaded; a client may come back after a pause. */
    public static final int TRY_AGAIN_LATER = 1013;
    /** The reader fell behind further than its policy allows. A client may come back, from a fresh snapshot. */
    public static final int SLOW_CONSUMER = 4008;

    private CloseCode() {}

    /** Whether an endpoint may put {@code code} into a close frame (RFC 6455 section 7.4.2). */
    public static boolean isSendable(int code) {
        return switch (code) {
            case 1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014 -> true;
            default -> code >= 3000 && code <= 4999;
        };
    }
}
