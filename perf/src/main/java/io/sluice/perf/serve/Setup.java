package io.sluice.perf.serve;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How a contender is to serve.
 *
 * @param keyStore PKCS #12, for TLS; null without
 * @param compress whether permessage-deflate is agreed to
 * @param policy what becomes of a message whose receiver is behind, for those who have a choice
 */
record Setup(@Nullable Path keyStore, boolean compress, Policy policy) {

    /** What a receiver that is behind gets. */
    enum Policy {
        /** All of it, and whoever cannot keep up at all is disconnected. */
        ALL,
        /** The newest of each key. */
        CONFLATE
    }
}
