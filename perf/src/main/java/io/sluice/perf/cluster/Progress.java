package io.sluice.perf.cluster;

/** How far the receiver has come, as it says itself; whoever is too far ahead waits, and is woken once. */
final class Progress {

    private long reached;
    private long awaited = Long.MAX_VALUE;

    synchronized void reached(long count) {
        reached = count;
        if (reached >= awaited) {
            notifyAll();
        }
    }

    synchronized long reached() {
        return reached;
    }

    /** Blocks until the receiver has come to {@code count}. For one thread. */
    synchronized void await(long count) {
        awaited = count;
        while (reached < count) {
            try {
                wait();
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        }
        awaited = Long.MAX_VALUE;
    }
}
