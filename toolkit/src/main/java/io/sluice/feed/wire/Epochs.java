package io.sluice.feed.wire;

/** Epochs as text, since 64 bits do not fit the numbers of every language. */
final class Epochs {

    private static final int MAX_DIGITS = 16;

    private Epochs() {}

    static String write(long epoch) {
        return Long.toHexString(epoch);
    }

    static long read(String text) throws MalformedMessageException {
        boolean valid = !text.isEmpty() && text.length() <= MAX_DIGITS;
        for (int i = 0; valid && i < text.length(); i++) {
            char c = text.charAt(i);
            valid = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
        }
        if (!valid) {
            throw new MalformedMessageException("an epoch has 1 to 16 digits of 0-9 and a-f");
        }
        return Long.parseUnsignedLong(text, 16);
    }
}
