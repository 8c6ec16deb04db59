package io.sluice.convert;

import io.vertx.core.buffer.Buffer;

/**
 * The begun character at the end of a piece of UTF-8: the well-formed start of a sequence that lacks its end (RFC 3629
 * section 4). What no following byte can mend is none.
 */
final class Utf8Tail {

    private static final int LONGEST = 3;

    private Utf8Tail() {}

    /** How many bytes at the end of {@code bytes} begin a character without ending it: 0 to 3. */
    static int length(Buffer bytes) {
        int end = bytes.length();
        for (int length = 1; length <= Math.min(LONGEST, end); length++) {
            int unit = bytes.getByte(end - length) & 0xFF;
            if (unit < 0x80) {
                return 0;
            }
            if (unit >= 0xC0) {
                return length < needed(unit) && mayFollow(unit, bytes, end - length + 1) ? length : 0;
            }
        }
        return 0;
    }

    /** Bytes of the sequence that {@code lead} begins; 0 if it begins none. */
    private static int needed(int lead) {
        if (lead < 0xC2 || lead > 0xF4) {
            return 0;
        }
        if (lead < 0xE0) {
            return 2;
        }
        return lead < 0xF0 ? 3 : 4;
    }

    /** Whether the byte behind {@code lead}, if it is there, is in the range that some leads narrow. */
    private static boolean mayFollow(int lead, Buffer bytes, int index) {
        if (index == bytes.length()) {
            return true;
        }
        int second = bytes.getByte(index) & 0xFF;
        return switch (lead) {
            case 0xE0 -> second >= 0xA0;
            case 0xED -> second <= 0x9F;
            case 0xF0 -> second >= 0x90;
            case 0xF4 -> second <= 0x8F;
            default -> true;
        };
    }
}
