package io.sluice.perf.compare;

import io.sluice.perf.serve.ContenderName;
import java.util.List;

/** How messages travel, and what becomes of them on the way. */
enum Way {
    PLAIN,
    /** With TLS, between the JDK's own engines. */
    TLS,
    /** With permessage-deflate. */
    COMPRESSED,
    /** Only the newest of each key for who is behind. */
    CONFLATED;

    /** What tells a server so; the key store is for TLS. */
    List<String> arguments(KeyStoreFile keys) {
        return switch (this) {
            case PLAIN -> List.of();
            case TLS -> List.of("--tls", keys.path().toString());
            case COMPRESSED -> List.of("--compress");
            case CONFLATED -> List.of("--policy", "conflate");
        };
    }

    boolean suits(ContenderName server) {
        return switch (this) {
            case PLAIN -> true;
            case TLS -> server.isSluice() || server == ContenderName.NETTY || server == ContenderName.VERTX;
            case COMPRESSED -> server.isSluice() || server == ContenderName.VERTX;
            case CONFLATED -> server.isSluice();
        };
    }

    /** {@code kind}, for this way. */
    ClientKind of(ClientKind kind) {
        return this == COMPRESSED ? kind.withCompression() : kind;
    }
}
