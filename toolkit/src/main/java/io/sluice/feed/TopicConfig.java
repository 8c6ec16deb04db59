package io.sluice.feed;

import java.util.Objects;

/**
 * A topic as the broker sees it. All who use a topic have to name the same; a broker goes by what it was told first.
 *
 * @param name 1 to 255 characters: letters and digits of ASCII, {@code . _ - / :}
 * @param retention how much of its past is kept
 * @param maxKeys most keys of the state of the world that is kept; 0 keeps none. A key beyond that makes the one forgotten
 *     whose last value is the oldest
 */
public record TopicConfig(String name, Retention retention, int maxKeys) {

    /** Longest name of a topic. */
    public static final int MAX_NAME = 255;

    public TopicConfig {
        validate(name);
        Objects.requireNonNull(retention, "retention");
        if (maxKeys < 0) {
            throw new IllegalArgumentException("maxKeys must not be negative, but is " + maxKeys);
        }
    }

    /** Whether the topic keeps a state of the world. */
    public boolean isStateful() {
        return maxKeys > 0;
    }

    private static void validate(String name) {
        if (name.isEmpty() || name.length() > MAX_NAME) {
            throw new IllegalArgumentException(
                    "a topic's name must have 1 to " + MAX_NAME + " characters, not " + name.length());
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean allowed = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || "._-/:".indexOf(c) >= 0;
            if (!allowed) {
                throw new IllegalArgumentException(
                        "a topic's name may have letters, digits and . _ - / : in it, but character " + i + " is U+"
                                + String.format("%04X", (int) c));
            }
        }
    }
}
