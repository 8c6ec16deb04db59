package io.sluice.perf.hub;

import io.sluice.fanout.Hub;
import io.sluice.fanout.Overflow;
import java.util.Locale;
import java.util.function.Supplier;
import org.openjdk.jol.info.GraphLayout;

/**
 * The bytes a member takes in the heap: those of everything reachable from a hub with many members, less those of a hub with
 * one, counted by JOL. The subscriber's own object is taken off, as it is the user's.
 */
final class Footprint {

    static final int MEMBERS = 500;

    static {
        // The fields of lambdas and records have no offset that may be asked for: JOL has to find it out.
        System.setProperty("jol.magicFieldOffset", "true");
        System.setProperty("jol.tryWithSudo", "false");
    }

    private Footprint() {}

    /** For members with {@code demand}, after so many values were published. */
    static String perMember(Supplier<Overflow<Update>> policy, long demand, int values) {
        long some = bytes(policy.get(), 1, demand, values);
        long many = bytes(policy.get(), 1 + MEMBERS, demand, values);
        long reader = GraphLayout.parseInstance(new Reader(0)).totalSize();
        return String.format(Locale.ROOT, "%.0f", (double) (many - some) / MEMBERS - reader);
    }

    private static long bytes(Overflow<Update> policy, int members, long demand, int values) {
        Hub<Update> hub = Hub.create();
        Crowd crowd = Crowd.of(members, demand).join(hub.join(policy));
        for (int i = 0; i < values; i++) {
            hub.publish(Update.at(i));
        }
        long bytes = GraphLayout.parseInstance(hub).totalSize();
        crowd.leave(); // and so not garbage before it was counted
        return bytes;
    }
}
