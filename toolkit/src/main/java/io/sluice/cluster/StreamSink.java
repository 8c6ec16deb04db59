package io.sluice.cluster;

import java.util.List;

/**
 * To whom a {@link StreamInlet} gives what it receives. Called in the middle of a turn: an implementation notes what it is told
 * and does it later. The last call is one of the two that end it, unless it was cancelled.
 */
interface StreamSink {

    /** The next messages; never more than were requested. */
    void next(List<byte[]> payloads);

    void complete();

    void fail(Throwable error);
}
