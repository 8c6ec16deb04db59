package io.sluice.examples.trading.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.examples.trading.market.BinanceJson;
import io.sluice.examples.trading.market.DepthSnapshot;
import io.sluice.message.TextMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The market over real frames of an exchange. */
class RealRecordingTest {

    private final ManualClock clock = new ManualClock();
    private final List<Path> files = Recordings.real();
    private final RecordedMarket market =
            new RecordedMarket(RecordingProbe.symbols(files), Recordings.chunks(files), clock, 200, Duration.ZERO);

    @Test
    void everyFrameIsSentToTheLetterAndInOrder() {
        List<String> sent = new ArrayList<>();
        market.start(frame -> sent.add(((TextMessage) frame.combined()).text()));
        clock.advanceMillis(3_300);
        List<String> recorded = files.stream()
                .flatMap(file -> Recordings.gunzippedLines(file).stream())
                .map(line -> line.substring(line.indexOf(' ') + 1))
                .filter(json -> json.startsWith("{\"stream\""))
                .toList();
        assertThat(sent).hasSize(79_743).isEqualTo(recorded);
        ReplayReport report = Objects.requireNonNull(market.ended().result());
        assertThat(report.problem()).isNull();
        assertThat(report.snapshots()).isEqualTo(1);
        assertThat(report.gaps()).isZero();
        assertThat(report.messages())
                .isEqualTo(
                        Map.of("ethusdt@bookTicker", 58_758L, "ethusdt@depth@100ms", 6_470L, "ethusdt@trade", 14_515L));
        assertThat(report.worstLateness()).isZero();
    }

    @Test
    void theExchangesOwnBookHasTheKnownChecksumAfterEveryDepthUpdate() {
        Map<Long, Long> golden = Recordings.gunzippedLines(Recordings.file("golden/spot_ethusdt.book.csv.gz")).stream()
                .skip(1)
                .map(line -> line.split(","))
                .collect(Collectors.toMap(row -> Long.parseLong(row[2]), row -> Long.parseLong(row[7])));
        Map<Long, Long> seen = new java.util.HashMap<>();
        market.start(frame -> {
            if (frame.stream().endsWith("@depth@100ms")
                    && market.depth("ETHUSDT", 10).succeeded()) {
                DepthSnapshot book = BinanceJson.parseSnapshot(
                        "ETHUSDT",
                        BinanceJson.decode(market.depth("ETHUSDT", 10).result()));
                seen.put(book.lastId(), book.checksum());
            }
        });
        clock.advanceMillis(3_300);
        assertThat(seen).hasSize(golden.size()).isEqualTo(golden);
    }
}
