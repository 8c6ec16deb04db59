package io.sluice.examples.trading.exchange;

import io.vertx.core.Future;

/** A recording as the event loop takes it: chunk after chunk, none of which it has to block for. */
interface Chunks {

    /** The next chunk. Not to be asked again before it is there, nor after the last one. */
    Future<Recording.Chunk> next();

    /** Gives the files back; completes when they are. */
    Future<?> close();
}
