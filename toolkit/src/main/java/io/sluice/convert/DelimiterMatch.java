package io.sluice.convert;

import io.vertx.core.buffer.Buffer;

/**
 * Finds a delimiter across chunks, looking at each byte once (Knuth, Morris and Pratt 1977): what has matched so far survives
 * the end of a chunk as a number.
 */
final class DelimiterMatch {

    private final byte[] delimiter;
    private final int[] borders;
    private int matched;

    /** A match of nothing so far; {@code borders} are {@link #borders(byte[])} of {@code delimiter}. */
    DelimiterMatch(byte[] delimiter, int[] borders) {
        this.delimiter = delimiter;
        this.borders = borders;
    }

    /** For each prefix of {@code delimiter}, the length of the longest shorter one that it ends with. */
    static int[] borders(byte[] delimiter) {
        int[] borders = new int[delimiter.length];
        int border = 0;
        for (int i = 1; i < delimiter.length; i++) {
            while (border > 0 && delimiter[i] != delimiter[border]) {
                border = borders[border - 1];
            }
            if (delimiter[i] == delimiter[border]) {
                border++;
            }
            borders[i] = border;
        }
        return borders;
    }

    /** The index behind the first delimiter that ends in {@code chunk} at or behind {@code from}, or -1. */
    int end(Buffer chunk, int from) {
        int length = chunk.length();
        for (int i = from; i < length; i++) {
            byte unit = chunk.getByte(i);
            while (matched > 0 && unit != delimiter[matched]) {
                matched = borders[matched - 1];
            }
            if (unit == delimiter[matched]) {
                matched++;
            }
            if (matched == delimiter.length) {
                matched = 0;
                return i + 1;
            }
        }
        return -1;
    }

    /** How many bytes at the end of what was looked at may be the begin of a delimiter. */
    int pending() {
        return matched;
    }

    int length() {
        return delimiter.length;
    }
}
