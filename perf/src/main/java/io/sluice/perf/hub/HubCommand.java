package io.sluice.perf.hub;

import static java.util.Locale.ROOT;

import io.sluice.fanout.Hub;
import io.sluice.fanout.Overflow;
import io.sluice.perf.Cost;
import io.sluice.perf.Machine;
import io.sluice.perf.hub.Contender.Broadcast;
import java.io.PrintStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Prints what a hub costs, beside what RxJava has in the same run, as tables; takes less than two minutes. */
@Command(
        name = "hub",
        description = "Prints what a hub costs without sockets, beside RxJava: CPU time, garbage, memory.",
        mixinStandardHelpOptions = true)
public final class HubCommand implements Runnable {

    /** About 10 ms each: long enough for the clock, short enough that some are not interrupted. */
    private static final int DELIVERIES_PER_ROUND = 1_000_000;

    private static final int MOST_PUBLISHES = 10_240;
    private static final double ROUND_NANOS = 5e6;
    private static final int JOIN_ROUNDS = 3;

    @Option(
            names = "--members",
            split = ",",
            defaultValue = "1000,10000,100000",
            description = "How many members there are, default ${DEFAULT-VALUE}.")
    private int[] sizes = {};

    private final PrintStream out = System.out;

    @Override
    public void run() {
        out.println(Machine.describe());
        warmUp();
        delivery();
        joinsAndLeaves();
        lag();
        memory();
    }

    /** All kinds once, so that none is measured while it is still the only one the compiler has seen. */
    private void warmUp() {
        for (Contender contender : Contender.values()) {
            deliver(contender, 1_000);
        }
        for (Policy policy : Policy.values()) {
            lagging(policy, 100);
        }
    }

    private void delivery() {
        out.println("\nDelivery to members in step, who requested without end: CPU ns (and B allocated) per delivery");
        Table table = new Table(out, sizes);
        for (Contender contender : Contender.values()) {
            table.row(
                    contender.toString(), members -> contender.copesWith(members) ? deliver(contender, members) : "-");
        }
    }

    private static String deliver(Contender contender, int members) {
        Broadcast broadcast = contender.open();
        Crowd crowd = Crowd.of(members, Long.MAX_VALUE).join(broadcast.members());
        int publishes = Math.max(1, DELIVERIES_PER_ROUND / members);
        long[] published = {0};
        Cost cost = Cost.cheapest(() -> published[0] += publish(broadcast, publishes));
        crowd.expect(published[0]);
        cost = cost.per((double) publishes * members);
        return String.format(ROOT, "%.1f (%.1f)", cost.nanos(), cost.bytes());
    }

    private static int publish(Broadcast broadcast, int publishes) {
        for (int i = 0; i < publishes; i++) {
            broadcast.publish().accept(Update.at(i));
        }
        return publishes;
    }

    private void joinsAndLeaves() {
        out.println("\nAll members join one after the other, requesting, then leave in random order: CPU ms / CPU ms");
        Table table = new Table(out, sizes);
        for (Contender contender : Contender.values()) {
            table.row(
                    contender.toString(),
                    members -> contender.copesWith(members) ? joinLeave(contender, members) : "-");
        }
    }

    private static String joinLeave(Contender contender, int members) {
        double joins = Double.MAX_VALUE;
        double leaves = Double.MAX_VALUE;
        // Rounds are for what is quick; what takes seconds needs none.
        for (int round = 0; round < JOIN_ROUNDS && joins + leaves > round * 1e9; round++) {
            Broadcast broadcast = contender.open();
            Crowd crowd = Crowd.of(members, Long.MAX_VALUE);
            joins = Math.min(
                    joins, Cost.once(() -> crowd.join(broadcast.members())).nanos());
            crowd.shuffle();
            leaves = Math.min(leaves, Cost.once(crowd::leave).nanos());
        }
        return String.format(ROOT, "%.1f / %.1f", joins / 1e6, leaves / 1e6);
    }

    private void lag() {
        out.println("\nPublishing to members that have no demand, " + Update.KEYS
                + " keys in turn: CPU ns (and B allocated) per publish, for all of them together");
        Table table = new Table(out, sizes);
        for (Policy policy : Policy.values()) {
            table.row("Hub, " + policy, members -> lagging(policy, members));
        }
    }

    private static String lagging(Policy policy, int members) {
        Hub<Update> hub = Hub.create();
        Broadcast broadcast = new Broadcast(hub.join(policy.overflow()), hub::publish);
        Crowd.of(members, 0).join(broadcast.members());
        // Enough for the clock, and not so many that a round takes for ever where the cost grows with the members.
        int publishes = 20;
        while (publishes < MOST_PUBLISHES
                && Cost.once(() -> publish(broadcast, 20)).nanos() * publishes / 20 < ROUND_NANOS) {
            publishes *= 2;
        }
        int round = publishes;
        Cost cost = Cost.cheapest(() -> publish(broadcast, round)).per(round);
        return String.format(ROOT, "%.0f (%.0f)", cost.nanos(), cost.bytes());
    }

    private void memory() {
        out.println("\nMemory per member without its subscriber and socket: B");
        Table table = new Table(out, new int[] {Footprint.MEMBERS});
        table.row("idle, latest", members -> Footprint.perMember(Overflow::latest, Long.MAX_VALUE, 1));
        table.row("idle, conflate", members -> Footprint.perMember(Policy.CONFLATE::overflow, Long.MAX_VALUE, 1));
        for (Policy policy : Policy.values()) {
            table.row(
                    "without demand, " + policy + ", after 10 values",
                    members -> Footprint.perMember(policy::overflow, 0, 10));
        }
        table.row(
                "without demand, CONFLATE, after " + Update.KEYS + " keys",
                members -> Footprint.perMember(Policy.CONFLATE::overflow, 0, Update.KEYS));
    }
}
