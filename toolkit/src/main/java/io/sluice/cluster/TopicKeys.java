package io.sluice.cluster;

import io.sluice.feed.TopicConfig;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The {@linkplain TopicKey keys} of the topics that are published to, so that not every message makes its own.
 *
 * <p>Memory: at most {@value #MAX_KEPT}; then all are forgotten, and made again. Threading: any thread.
 */
final class TopicKeys {

    static final int MAX_KEPT = 16_384;

    private final Map<TopicConfig, String> kept = new ConcurrentHashMap<>();

    String of(TopicConfig config) {
        String known = kept.get(config);
        if (known != null) {
            return known;
        }
        if (kept.size() >= MAX_KEPT) {
            kept.clear();
        }
        String key = TopicKey.of(config);
        kept.put(config, key);
        return key;
    }
}
