package io.sluice.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReceivedFramesTest {

    private final ReceivedFrames frames = new ReceivedFrames();

    @Test
    void theFirstFrameSaysWhereCountingBegins() {
        assertThat(frames.accept(100)).isTrue();

        assertThat(frames.hasHole()).isFalse();
        assertThat(frames.accept(99)).isFalse();
        assertThat(frames.takeLost()).isZero();
    }

    @Test
    void aFrameIsNewOnce() {
        frames.accept(1);
        assertThat(frames.accept(3)).isTrue();
        assertThat(frames.accept(3)).isFalse();
        assertThat(frames.accept(2)).isTrue();
        assertThat(frames.accept(2)).isFalse();
        assertThat(frames.accept(1)).isFalse();
    }

    @Test
    void aHoleIsFilledByWhatWasLate() {
        frames.accept(1);
        frames.accept(3);
        frames.accept(4);
        assertThat(frames.hasHole()).isTrue();

        frames.accept(2);

        assertThat(frames.hasHole()).isFalse();
        assertThat(frames.through()).isEqualTo(4);
        assertThat(frames.takeLost()).isZero();
    }

    @Test
    void whatIsGivenUpIsLostAndTooLateAfterwards() {
        frames.accept(1);
        frames.accept(4);
        frames.accept(6);

        frames.giveUp(4);

        assertThat(frames.takeLost()).isEqualTo(2);
        assertThat(frames.accept(2)).isFalse();
        assertThat(frames.hasHole()).isTrue();
        assertThat(frames.accept(5)).isTrue();
        assertThat(frames.hasHole()).isFalse();
    }

    @Test
    void aFrameFarAheadGivesUpWhatNoLongerFits() {
        frames.accept(1);
        frames.accept(3);
        long far = 10L * ReceivedFrames.WINDOW;

        assertThat(frames.accept(far)).isTrue();

        assertThat(frames.highest()).isEqualTo(far);
        frames.giveUp(far);
        assertThat(frames.takeLost()).isEqualTo(far - 3);
        assertThat(frames.accept(far + 1)).isTrue();
        assertThat(frames.hasHole()).isFalse();
    }
}
