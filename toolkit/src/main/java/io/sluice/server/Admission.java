package io.sluice.server;

import io.vertx.core.Vertx;
import java.util.function.Consumer;

/** Decides when a handshake that is in order may be accepted. Threading: any thread. */
interface Admission {

    Admission OPEN = new Admission() {
        @Override
        public Runnable enter(Vertx vertx, Runnable granted, Consumer<Refusal> refused) {
            granted.run();
            return () -> {};
        }

        @Override
        public void giveBack() {}
    };

    /**
     * Asks for a place. Exactly one of the two is run, once, on any thread, unless the client leaves before.
     *
     * @return to be run when the client has left
     */
    Runnable enter(Vertx vertx, Runnable granted, Consumer<Refusal> refused);

    /** A place that was granted came to nothing. */
    void giveBack();
}
