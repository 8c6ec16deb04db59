package io.sluice.cluster.jvm;

import java.util.List;

/** Where nodes are, and how each reaches the others. */
interface Network extends AutoCloseable {

    /** Address of node {@code i}, from 0. */
    String host(int i);

    /** What a command begins with that is to run on node {@code i}. */
    List<String> prefix(int i);

    @Override
    void close();

    /** All on the loopback. */
    static Network loopback() {
        return new Network() {
            @Override
            public String host(int i) {
                return "127.0.0.1";
            }

            @Override
            public List<String> prefix(int i) {
                return List.of();
            }

            @Override
            public void close() {}
        };
    }
}
