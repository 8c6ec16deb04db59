package io.sluice.perf.compare;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.style.CategoryStyler;
import org.knowm.xchart.style.Styler.LegendPosition;

/** The fan-out as bars: CPU time of a delivery by server, where one message and where sixteen are in flight. */
final class Chart {

    private static final List<String> WORKLOADS = List.of("fanout-sixteen", "fanout-one");
    private static final List<Color> COLORS = List.of(new Color(0x1f77b4), new Color(0xaec7e8));

    private Chart() {}

    /** Leaves nothing if neither was measured. */
    static void write(Map<Workload, Medians> results, Path folder) throws IOException {
        CategoryChart chart = new CategoryChartBuilder()
                .width(900)
                .height(420)
                .title("Server CPU per message of 128 B delivered to one of 1,000 connections")
                .yAxisTitle("microseconds")
                .build();
        CategoryStyler style = chart.getStyler();
        style.setLegendPosition(LegendPosition.InsideNW);
        style.setXAxisLabelRotation(30);
        style.setPlotGridVerticalLinesVisible(false);
        style.setChartBackgroundColor(Color.WHITE);
        results.forEach((workload, medians) -> {
            int at = WORKLOADS.indexOf(workload.name());
            if (at >= 0) {
                List<String> servers = servers(results);
                chart.addSeries(
                                workload.describe(),
                                servers,
                                servers.stream()
                                        .map(server -> medians.median(server, Figure.CPU)
                                                .orElse(0))
                                        .toList())
                        .setFillColor(COLORS.get(at));
            }
        });
        if (!chart.getSeriesMap().isEmpty()) {
            VectorGraphicsEncoder.saveVectorGraphic(
                    chart, folder.resolve("latest").toString(), VectorGraphicsFormat.SVG);
        }
    }

    /** The same for all series, the cheapest of the first workload first. */
    private static List<String> servers(Map<Workload, Medians> results) {
        Medians first = results.entrySet().stream()
                .filter(entry -> WORKLOADS.contains(entry.getKey().name()))
                .findFirst()
                .orElseThrow()
                .getValue();
        return first.servers().stream()
                .sorted(Comparator.comparingDouble(
                        server -> first.median(server, Figure.CPU).orElse(Double.MAX_VALUE)))
                .toList();
    }
}
