package io.sluice.perf.compare;

import static java.util.Locale.ROOT;

import java.util.List;
import java.util.OptionalDouble;

/** The medians of one workload as lines for people: the cheapest server first, and its ratio to the reference. */
final class ResultTable {

    private static final int LABEL = 16;
    private static final int CELL = 14;

    private ResultTable() {}

    static String of(String title, Medians medians, Figure compared, String reference) {
        StringBuilder table = new StringBuilder(title).append('\n');
        List<Figure> figures = medians.figures().stream().sorted().toList();
        table.append(String.format(ROOT, "%-" + LABEL + "s%" + CELL + "s", "", "to " + reference));
        for (Figure figure : figures) {
            table.append(String.format(ROOT, "%" + CELL + "s", figure.heading()));
        }
        table.append('\n');
        for (String server : medians.cheapestFirst(compared)) {
            table.append(String.format(
                    ROOT, "%-" + LABEL + "s%" + CELL + "s", server, ratio(medians, server, reference, compared)));
            for (Figure figure : figures) {
                OptionalDouble value = medians.median(server, figure);
                table.append(String.format(
                        ROOT, "%" + CELL + "s", value.isPresent() ? figure.format(value.getAsDouble()) : "-"));
            }
            table.append('\n');
        }
        return table.toString();
    }

    private static String ratio(Medians medians, String server, String reference, Figure compared) {
        OptionalDouble ratio = medians.ratio(server, reference, compared);
        return ratio.isPresent() ? String.format(ROOT, "%.2f", ratio.getAsDouble()) : "-";
    }
}
