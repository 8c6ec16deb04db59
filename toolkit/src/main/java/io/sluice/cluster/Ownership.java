package io.sluice.cluster;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Which node owns a topic: the one that weighs most for it (rendezvous hashing, Thaler and Ravishankar 1998). Nodes that see
 * the same members agree without a word, and when a node comes or goes only its own topics move.
 */
final class Ownership {

    private Ownership() {}

    /** Returns null if there are no members. */
    static @Nullable String owner(String topic, Collection<String> members) {
        long topicHash = hash(topic);
        String owner = null;
        long most = 0;
        for (String member : members) {
            long weight = mix(topicHash ^ mix(hash(member)));
            if (owner == null || weight > most || (weight == most && member.compareTo(owner) > 0)) {
                owner = member;
                most = weight;
            }
        }
        return owner;
    }

    /** FNV-1a over the UTF-8 form: the same on every JVM. */
    private static long hash(String name) {
        long hash = 0xCBF29CE484222325L;
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xFF)) * 0x100000001B3L;
        }
        return hash;
    }

    /** Spreads every bit over all (the finalizer of SplitMix64, Steele and others 2014). */
    private static long mix(long hash) {
        long mixed = (hash ^ (hash >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
