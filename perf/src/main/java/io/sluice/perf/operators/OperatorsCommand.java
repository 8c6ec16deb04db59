package io.sluice.perf.operators;

import static java.util.Locale.ROOT;

import io.sluice.perf.Cost;
import io.sluice.perf.Machine;
import java.io.PrintStream;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Prints what each operator costs per item beside its nearest, as a table. */
@Command(
        name = "operators",
        description = "Prints what each operator costs per item, CPU time and garbage, beside its nearest elsewhere.",
        mixinStandardHelpOptions = true)
public final class OperatorsCommand implements Runnable {

    private static final int WARM_UP = 8;

    @Option(names = "--only", defaultValue = "", description = "Only operators whose name contains this.")
    private String only = "";

    @Option(
            names = "--millis",
            defaultValue = "500",
            description = "CPU time spent on each operator and on its nearest, default ${DEFAULT-VALUE}.")
    private long millis;

    private final PrintStream out = System.out;

    @Override
    public void run() {
        out.println(Machine.describe());
        List<Contest> contests = Contest.all().stream()
                .filter(contest -> contest.operator().contains(only))
                .toList();
        // All of them, so that none is measured while it is still the only one the compiler has seen.
        contests.forEach(OperatorsCommand::warmUp);
        out.println("\nPer item: CPU ns, B allocated; the cheapest of many rounds by turns; ratio of the times");
        row("operator", "ns", "B", "nearest", "ns", "B", "ratio");
        contests.forEach(this::measure);
    }

    private static void warmUp(Contest contest) {
        for (int i = 0; i < WARM_UP; i++) {
            contest.ours().run();
            if (contest.theirs() != null) {
                contest.theirs().run();
            }
        }
    }

    /** By turns, so that whatever else the machine does falls on both. */
    private void measure(Contest contest) {
        Runnable theirs = contest.theirs();
        Cost best = new Cost(Double.MAX_VALUE, Double.MAX_VALUE);
        Cost theirBest = best;
        double spent = 0;
        while (spent < millis * 1e6 * (theirs == null ? 1 : 2)) {
            Cost next = Cost.once(contest.ours());
            best = best.least(next);
            spent += next.nanos();
            if (theirs != null) {
                Cost theirNext = Cost.once(theirs);
                theirBest = theirBest.least(theirNext);
                spent += theirNext.nanos();
            }
        }
        best = best.per(contest.items());
        theirBest = theirBest.per(contest.items());
        boolean alone = theirs == null;
        row(
                contest.operator(),
                number(best.nanos()),
                number(best.bytes()),
                contest.nearest(),
                alone ? "" : number(theirBest.nanos()),
                alone ? "" : number(theirBest.bytes()),
                alone ? "" : String.format(ROOT, "%.2f", best.nanos() / theirBest.nanos()));
    }

    private static String number(double value) {
        return String.format(ROOT, "%.1f", value);
    }

    private void row(
            String operator, String ns, String bytes, String nearest, String itsNs, String itsBytes, String ratio) {
        out.printf(
                "| %-33s | %7s | %7s | %-37s | %7s | %7s | %5s |%n",
                operator, ns, bytes, nearest, itsNs, itsBytes, ratio);
    }
}
