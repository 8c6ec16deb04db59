package io.sluice.conformance;

import io.sluice.wire.Frame;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;

/** One move of the raw peer. */
sealed interface Step {

    /** Something that travels masked or not, whichever the peer's role demands. */
    interface Wire {
        byte[] encode(boolean masked);
    }

    /**
     * Says {@code what} in one row.
     *
     * @param piece the size of each write, or one of the constants
     * @param omitted how many of the last bytes are kept back, for good
     */
    record Send(List<Wire> what, int piece, int omitted) implements Step {

        static final int AT_ONCE = 0;
        static final int EACH_BY_ITSELF = -1;

        List<byte[]> writes(boolean masked) {
            if (piece == EACH_BY_ITSELF) {
                return what.stream().map(wire -> wire.encode(masked)).toList();
            }
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (Wire wire : what) {
                all.writeBytes(wire.encode(masked));
            }
            return List.of(Arrays.copyOf(all.toByteArray(), all.size() - omitted));
        }
    }

    /** Waits for exactly {@code frames}. */
    record Expect(List<Frame> frames) implements Step {}

    /** Waits for {@code message}, which has to come deflated from a fresh context, and smaller than it is. */
    record ExpectDeflated(Frame message) implements Step {}
}
