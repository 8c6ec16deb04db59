package io.sluice.feed.wire;

import java.util.Arrays;

/**
 * A scratch pad of bytes that grows, and gives back what was unusually much.
 *
 * <p>Threading: one at a time.
 */
final class ByteWriter {

    // Major types of RFC 8949 section 3.1.
    static final int CBOR_INTEGER = 0x00;
    static final int CBOR_BYTES = 0x40;
    static final int CBOR_TEXT = 0x60;
    static final int CBOR_ARRAY = 0x80;
    static final int CBOR_MAP = 0xA0;
    static final int CBOR_TRUE = 0xF5;

    private static final int USUAL = 512;
    private static final int KEPT = 16 * 1024;

    private byte[] bytes = new byte[USUAL];
    private int size;

    void clear() {
        size = 0;
        if (bytes.length > KEPT) {
            bytes = new byte[USUAL];
        }
    }

    /** A copy of what was written. */
    byte[] bytes() {
        return Arrays.copyOf(bytes, size);
    }

    void octet(int value) {
        room(1);
        bytes[size++] = (byte) value;
    }

    void bytes(byte[] added) {
        room(added.length);
        System.arraycopy(added, 0, bytes, size, added.length);
        size += added.length;
    }

    /** Characters of ASCII. */
    void ascii(String text) {
        room(text.length());
        for (int i = 0; i < text.length(); i++) {
            bytes[size++] = (byte) text.charAt(i);
        }
    }

    /** A CBOR text of ASCII. */
    void cborText(String ascii) {
        cborHead(CBOR_TEXT, ascii.length());
        ascii(ascii);
    }

    /** The head of a CBOR item: its major type and its argument, in the fewest bytes (RFC 8949 sections 3 and 4.2.1). */
    void cborHead(int major, long argument) {
        int octets;
        if (argument < 24) {
            octet(major | (int) argument);
            return;
        } else if (argument <= 0xFF) {
            octet(major | 24);
            octets = 1;
        } else if (argument <= 0xFFFF) {
            octet(major | 25);
            octets = 2;
        } else if (argument <= 0xFFFF_FFFFL) {
            octet(major | 26);
            octets = 4;
        } else {
            octet(major | 27);
            octets = 8;
        }
        for (int shift = 8 * (octets - 1); shift >= 0; shift -= 8) {
            octet((int) (argument >>> shift));
        }
    }

    private void room(int more) {
        int wanted = Math.addExact(size, more);
        if (wanted > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8, Math.max(wanted, 2L * bytes.length)));
        }
    }
}
