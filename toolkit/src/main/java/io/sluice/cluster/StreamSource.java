package io.sluice.cluster;

/**
 * What a {@link StreamOutlet} takes its messages from. Called in the middle of a turn: an implementation notes what it is told
 * and does it later.
 */
interface StreamSource {

    /** Somebody wants it: what it emits from now on goes to {@code outlet}. At most once. */
    void start(StreamOutlet outlet);

    /** So many messages more may be emitted. */
    void request(long n);

    /** It is not needed any more, ended or not, started or not. Once, and the last call. */
    void released();
}
