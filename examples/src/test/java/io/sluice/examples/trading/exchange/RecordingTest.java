package io.sluice.examples.trading.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingTest {

    @TempDir
    private Path folder;

    private Path trades(String name, int from, int to) {
        return Recordings.write(
                folder.resolve(name),
                IntStream.range(from, to)
                        .mapToObj(id -> Recordings.line(id, Recordings.trade("ETHUSDT", id)))
                        .toArray(String[]::new));
    }

    @Test
    void filesFollowEachOtherInChunksOfBoundedLength() {
        try (Recording recording = new Recording(List.of(trades("1", 0, 700), trades("2", 700, 1_000)))) {
            List<String> texts = new ArrayList<>();
            Recording.Chunk chunk;
            do {
                chunk = recording.next();
                assertThat(chunk.lines()).hasSizeLessThanOrEqualTo(256);
                assertThat(chunk.problem()).isNull();
                chunk.lines().forEach(line -> texts.add(line.text()));
            } while (!chunk.last());
            assertThat(texts)
                    .isEqualTo(IntStream.range(0, 1_000)
                            .mapToObj(id -> Recordings.trade("ETHUSDT", id))
                            .toList());
        }
    }

    @Test
    void chunksOfLargeLinesHoldFewOfThem() {
        String large = Recordings.trade("ETHUSDT", 1).replace("\"m\":true", " ".repeat(400_000) + "\"m\":true");
        Path file = Recordings.write(
                folder.resolve("r"),
                IntStream.range(0, 10).mapToObj(i -> Recordings.line(i, large)).toArray(String[]::new));
        try (Recording recording = new Recording(List.of(file))) {
            assertThat(recording.next().lines()).hasSize(2);
        }
    }

    @Test
    void aFileIsOpenedOnlyWhenItsTurnHasCome() {
        Path missing = folder.resolve("missing");
        try (Recording recording = new Recording(List.of(trades("1", 0, 256), missing))) {
            Recording.Chunk first = recording.next();
            assertThat(first.lines()).hasSize(256);
            assertThat(first.last()).isFalse();
            Recording.Chunk second = recording.next();
            assertThat(second.last()).isTrue();
            assertThat(second.problem()).hasMessageContainingAll("missing", "does not exist");
        }
    }

    @Test
    void linesBeforeABadOneAreStillGiven() {
        Path file =
                Recordings.write(folder.resolve("r"), Recordings.line(0, Recordings.trade("ETHUSDT", 1)), "rubbish");
        try (Recording recording = new Recording(List.of(file))) {
            Recording.Chunk chunk = recording.next();
            assertThat(chunk.lines()).hasSize(1);
            assertThat(chunk.last()).isTrue();
            assertThat(chunk.problem()).hasMessageContaining("line 2");
        }
    }
}
