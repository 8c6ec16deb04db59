package io.sluice.perf.serve;

/**
 * A WebSocket server as somebody would write it: what is published goes to every connection at {@code /fanout}, in the order of
 * publishing, and what a connection at {@code /echo} sends comes back to it.
 *
 * <p>Threading: called on one thread, which is none of the server's own.
 */
interface Contender {

    String FANOUT = "/fanout";
    String ECHO = "/echo";

    /** Starts to serve on a free port of the loopback, and says which. */
    int listen(Setup setup) throws Exception;

    /** Sends {@code texts} to everybody at {@link #FANOUT}, one message each, without waiting until they are sent. */
    void publish(String[] texts);

    /** Connections that get what is published. */
    int members();
}
