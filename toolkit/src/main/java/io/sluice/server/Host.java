package io.sluice.server;

import org.jspecify.annotations.Nullable;

/** The server that endpoints belong to, if any: keeps their connections in sight for its shutdown and its limits. */
interface Host {

    Host NONE = new Host() {
        @Override
        public boolean isStopping() {
            return false;
        }

        @Override
        public @Nullable ConnectionQuota quota() {
            return null;
        }

        @Override
        public void started(EndpointRun run) {}

        @Override
        public void finished(EndpointRun run) {}
    };

    /** Whether it takes no more connections, and those there are have until its shutdown's end. */
    boolean isStopping();

    @Nullable
    ConnectionQuota quota();

    void started(EndpointRun run);

    void finished(EndpointRun run);
}
