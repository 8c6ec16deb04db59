package io.sluice.convert;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** Bytes, cut into chunks. */
final class Cut {

    private Cut() {}

    static Buffer hex(String digits) {
        return Buffer.buffer(HexFormat.of().parseHex(digits.replace(" ", "")));
    }

    static List<Buffer> bytewise(Buffer all) {
        return pieces(all, 1);
    }

    static List<Buffer> pieces(Buffer all, int size) {
        List<Buffer> chunks = new ArrayList<>();
        for (int from = 0; from < all.length(); from += size) {
            chunks.add(all.getBuffer(from, Math.min(all.length(), from + size)));
        }
        return chunks;
    }

    static List<Buffer> inTwo(Buffer all, int at) {
        return List.of(all.getBuffer(0, at), all.getBuffer(at, all.length()));
    }

    /** Chunks of up to {@code longest} bytes, an empty one now and then. */
    static List<Buffer> randomly(Buffer all, int longest, Random random) {
        List<Buffer> chunks = new ArrayList<>();
        int from = 0;
        while (from < all.length()) {
            int to = Math.min(all.length(), from + random.nextInt(longest + 1));
            chunks.add(all.getBuffer(from, to));
            from = to;
        }
        return chunks;
    }
}
