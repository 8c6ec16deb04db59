package io.sluice.convert;

import io.sluice.message.CloseCode;
import io.sluice.message.CloseException;
import io.sluice.message.CloseStatus;
import org.jspecify.annotations.Nullable;

/**
 * What a peer sent cannot be converted. Its {@link #status()} is what the connection is to be closed with: 1007 if the bytes
 * are not what they should be, 1009 if they are more than is allowed, 1003 if the message is of the wrong type. A peer is told
 * no more than that; the cause, where there is one, is for this side's log.
 */
public final class ConversionException extends CloseException {

    private static final long serialVersionUID = 1L;

    private final @Nullable Throwable cause;

    private ConversionException(int code, String reason, @Nullable Throwable cause) {
        super(CloseStatus.of(code, reason), reason);
        this.cause = cause;
    }

    /** The bytes are not what they should be (1007). */
    static ConversionException malformed(String reason) {
        return new ConversionException(CloseCode.INVALID_PAYLOAD, reason, null);
    }

    /** The bytes are not what they should be (1007), as {@code cause} has found. */
    static ConversionException malformed(String reason, Throwable cause) {
        return new ConversionException(CloseCode.INVALID_PAYLOAD, reason, cause);
    }

    /** There is more of {@code what} than {@code maxBytes} (1009). */
    static ConversionException tooLarge(String what, long maxBytes) {
        return new ConversionException(CloseCode.TOO_LARGE, what + " is over " + maxBytes + " bytes", null);
    }

    /** A message of the wrong type (1003). */
    static ConversionException unsupported(String reason) {
        return new ConversionException(CloseCode.UNSUPPORTED_DATA, reason, null);
    }

    @Override
    public synchronized @Nullable Throwable getCause() {
        return cause;
    }
}
