package io.sluice.perf.hub;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.IntFunction;

/** A table with a column for each number of members, printed cell by cell as they are measured. */
final class Table {

    private final PrintStream out;
    private final int[] sizes;

    Table(PrintStream out, int[] sizes) {
        this.out = out;
        this.sizes = sizes;
        out.printf("%-44s", "");
        for (int size : sizes) {
            out.printf("%20s", String.format(Locale.ROOT, "N = %,d", size));
        }
        out.println();
    }

    void row(String label, IntFunction<String> cell) {
        out.printf("%-44s", label);
        for (int size : sizes) {
            out.printf("%20s", cell.apply(size));
            out.flush();
        }
        out.println();
    }
}
