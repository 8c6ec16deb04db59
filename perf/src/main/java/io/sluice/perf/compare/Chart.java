package io.sluice.perf.compare;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.style.CategoryStyler;

/** One workload as bars: what is compared, by server, the cheapest first. */
final class Chart {

    private static final Color BAR = new Color(0x1f77b4);

    private Chart() {}

    static void write(Workload workload, Medians medians, Path file) throws IOException {
        CategoryChart chart = new CategoryChartBuilder()
                .width(900)
                .height(420)
                .title(workload.describe())
                .yAxisTitle(workload.compared().heading())
                .build();
        CategoryStyler style = chart.getStyler();
        style.setLegendVisible(false);
        style.setLabelsVisible(true);
        style.setXAxisLabelRotation(30);
        style.setPlotGridVerticalLinesVisible(false);
        style.setChartBackgroundColor(Color.WHITE);
        style.setYAxisMin(0.0);
        List<String> servers = medians.cheapestFirst(workload.compared());
        chart.addSeries(
                        workload.compared().heading(),
                        servers,
                        servers.stream()
                                .map(server -> medians.median(server, workload.compared())
                                        .orElse(0))
                                .map(value -> Math.round(value * 100) / 100.0)
                                .toList())
                .setFillColor(BAR);
        BitmapEncoder.saveBitmap(chart, file.toString(), BitmapFormat.PNG);
    }
}
