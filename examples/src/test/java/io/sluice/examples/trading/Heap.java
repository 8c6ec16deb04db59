package io.sluice.examples.trading;

import java.lang.management.ManagementFactory;

/** The heap of this process. */
final class Heap {

    private Heap() {}

    /** Bytes in use once what nobody holds has been given back. */
    static long used() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
