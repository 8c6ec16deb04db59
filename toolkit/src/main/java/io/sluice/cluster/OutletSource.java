package io.sluice.cluster;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an {@link Outlet} sends. */
interface OutletSource {

    String name();

    long epoch();

    MessageRing ring();

    /** The values that stand for all messages so far; null if no state is kept. They must not change any more. */
    @Nullable
    List<byte[]> state();

    /** How it ended; null as long as messages may come. */
    @Nullable
    End end();

    /** The subscriber of {@code outlet} has all before {@code next}, and may be sent so many messages more. */
    void credited(Outlet outlet, long next, long outstanding);

    /**
     * How a stream ended.
     *
     * @param failure null if it completed
     */
    record End(@Nullable String failure) {}
}
