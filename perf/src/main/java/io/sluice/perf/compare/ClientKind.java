package io.sluice.perf.compare;

/**
 * What connections of the driver do.
 *
 * @param path they ask for
 * @param stamped whether the delay of each message is to be taken
 * @param compress whether they offer permessage-deflate; what arrives is counted as it is
 * @param pipelined messages each has under way: when as many have come back, as many are sent again; 0 to send nothing by itself
 * @param messageBytes of what is sent
 * @param stalled whether nothing is read once the connection is open
 */
record ClientKind(String path, boolean stamped, boolean compress, int pipelined, int messageBytes, boolean stalled) {

    private static final int STALLED_RECEIVE_BUFFER = 4_096;

    static ClientKind reader() {
        return new ClientKind("/fanout", false, false, 0, 0, false);
    }

    static ClientKind echoing(int pipelined, int messageBytes) {
        return new ClientKind("/echo", false, false, pipelined, messageBytes, false);
    }

    ClientKind withStamps() {
        return new ClientKind(path, true, compress, pipelined, messageBytes, stalled);
    }

    ClientKind withCompression() {
        return new ClientKind(path, stamped, true, pipelined, messageBytes, stalled);
    }

    ClientKind thatStalls() {
        return new ClientKind(path, stamped, compress, pipelined, messageBytes, true);
    }

    /** In bytes; 0 for what the system takes by itself. Small for who stalls, so that it shows at once. */
    int receiveBuffer() {
        return stalled ? STALLED_RECEIVE_BUFFER : 0;
    }
}
