package io.sluice.connection;

import io.sluice.message.CloseCode;
import io.sluice.message.CloseException;
import io.sluice.message.CloseStatus;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Checks text as it arrives, in pieces of any size, and says so at the first byte after which it cannot be UTF-8 any more (RFC
 * 3629: no overlong forms, no surrogates, nothing over U+10FFFF).
 *
 * <p>Runs of ASCII are passed eight bytes at a time. Not thread-safe.
 */
final class Utf8Validator {

    private static final long ANY_HIGH_BIT = 0x8080_8080_8080_8080L;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    /** Continuation bytes still due. */
    private int due;
    /** Between what the next continuation byte must lie: narrower right after some lead bytes. */
    private int low = 0x80;

    private int high = 0xBF;

    /** The end of a connection that has brought something else: 1007. */
    static CloseException refusal(String what) {
        return new CloseException(CloseStatus.of(CloseCode.INVALID_PAYLOAD, what), what);
    }

    /** Takes the next piece in; false if the text is not UTF-8. */
    boolean accept(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            if (due == 0) {
                at = skipAscii(bytes, at, to);
                if (at == to) {
                    return true;
                }
            }
            if (!accept(bytes[at++] & 0xFF)) {
                return false;
            }
        }
        return true;
    }

    /** Whether the text may end here; ready for the next one. */
    boolean end() {
        boolean whole = due == 0;
        due = 0;
        low = 0x80;
        high = 0xBF;
        return whole;
    }

    private static int skipAscii(byte[] bytes, int from, int to) {
        int at = from;
        while (at + 8 <= to && ((long) LONGS.get(bytes, at) & ANY_HIGH_BIT) == 0) {
            at += 8;
        }
        while (at < to && bytes[at] >= 0) {
            at++;
        }
        return at;
    }

    private boolean accept(int unit) {
        if (due == 0) {
            return lead(unit);
        }
        boolean fits = unit >= low && unit <= high;
        due--;
        low = 0x80;
        high = 0xBF;
        return fits;
    }

    private boolean lead(int unit) {
        if (unit >= 0xC2 && unit <= 0xDF) {
            due = 1;
        } else if (unit >= 0xE0 && unit <= 0xEF) {
            due = 2;
            low = unit == 0xE0 ? 0xA0 : 0x80;
            high = unit == 0xED ? 0x9F : 0xBF;
        } else if (unit >= 0xF0 && unit <= 0xF4) {
            due = 3;
            low = unit == 0xF0 ? 0x90 : 0x80;
            high = unit == 0xF4 ? 0x8F : 0xBF;
        }
        return due != 0;
    }
}
