package io.sluice.feed.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.feed.Position;
import io.sluice.feed.wire.ResumePoint.Found;
import org.junit.jupiter.api.Test;

final class ResumePointTest {

    private final ResumePoint point = new ResumePoint();

    ResumePointTest() {
        point.set(new Position(7, 0));
    }

    private Found value(String key, long offset, long count, long first) {
        return point.value(true, key, offset, count, first);
    }

    @Test
    void withoutKeysItIsTheLastValueAndNothingMayBeMissingBeforeIt() {
        assertThat(point.value(false, null, 1, 1, 1)).isEqualTo(Found.NEW);
        assertThat(point.value(false, null, 4, 3, 2)).isEqualTo(Found.NEW);
        assertThat(point.safe()).isEqualTo(new Position(7, 4));
        assertThat(point.value(false, null, 6, 1, 6)).isEqualTo(Found.MISPLACED);
    }

    @Test
    void withKeysItIsTheLastPlaceAtWhichTheCountsAddUp() {
        assertThat(value("a", 5, 3, 1)).isEqualTo(Found.NEW);
        assertThat(point.safe()).isEqualTo(new Position(7, 0));
        assertThat(value("b", 4, 2, 2)).isEqualTo(Found.NEW);
        assertThat(point.safe()).isEqualTo(new Position(7, 5));
        assertThat(value("b", 4, 2, 2)).isEqualTo(Found.MISPLACED);
    }

    @Test
    void whatComesAgainIsKnownThoughTheCountsAddUpBeforeIt() {
        assertThat(value("a", 5, 3, 1)).isEqualTo(Found.NEW);
        point.resumed();
        assertThat(value("a", 1, 1, 1)).isEqualTo(Found.REPEATED);
        assertThat(value("b", 2, 1, 2)).isEqualTo(Found.NEW);
        assertThat(value("a", 3, 1, 3)).isEqualTo(Found.REPEATED);
        assertThat(value("b", 4, 1, 4)).isEqualTo(Found.NEW);
        assertThat(value("a", 5, 1, 5)).isEqualTo(Found.REPEATED);
        assertThat(value("a", 6, 1, 6)).isEqualTo(Found.NEW);
        assertThat(point.safe()).isEqualTo(new Position(7, 6));
    }
}
