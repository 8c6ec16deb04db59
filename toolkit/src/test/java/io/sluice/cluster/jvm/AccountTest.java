package io.sluice.cluster.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.feed.Position;
import io.sluice.feed.TopicEvent;
import io.sluice.feed.Update;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The checker lets pass what is allowed, and finds each way to break the rule. */
class AccountTest {

    private static final long OLD = 7;
    private static final long NEW = 8;

    private final Account account = new Account(true);

    @Test
    void valuesInOrderGapsResetsAndSnapshotsAreFine() {
        feed(List.of(started(10), value(11), value(12), gap(13, 20), snapshot(OLD, 25), value(26)));
        feed(List.of(reset(26, 5), snapshot(NEW, 5), value(NEW, 6, 1, 12), value(NEW, 9, 3, 13)));

        assertThat(account.violations()).isEmpty();
        assertThat(account.toJson().getMap())
                .containsEntry("received", 5L)
                .containsEntry("conflated", 2L)
                .containsEntry("missing", 8L)
                .containsEntry("gaps", 1L)
                .containsEntry("resets", 1L)
                .containsEntry("offset", 9L)
                .containsEntry("epoch", NEW);
    }

    @Test
    void aMissingValueIsFound() {
        feed(List.of(started(10), value(11), value(13)));

        assertThat(account.violations()).first().asString().contains("does not follow");
    }

    @Test
    void aDoubledValueIsFound() {
        feed(List.of(started(10), value(11), value(11)));

        assertThat(account.violations()).isNotEmpty();
    }

    @Test
    void aValueThatWasPublishedTwiceInAnEpochIsFound() {
        feed(List.of(started(10), value(11), value(OLD, 12, 1, 11)));

        assertThat(account.violations()).singleElement().asString().contains("has come before");
    }

    @Test
    void theSameValueMayComeAgainInANewEpoch() {
        feed(List.of(started(10), value(11), reset(11, 0), value(NEW, 1, 1, 11)));

        assertThat(account.violations()).isEmpty();
    }

    @Test
    void aValueBeforeTheStartAndASecondStartAreFound() {
        feed(List.of(value(1)));
        feed(List.of(started(0), started(0)));

        assertThat(account.violations()).hasSize(2);
    }

    @Test
    void aGapThatLeavesAHoleIsFound() {
        feed(List.of(started(10), gap(12, 13)));

        assertThat(account.violations()).isNotEmpty();
    }

    @Test
    void anEpochThatChangesWithoutAResetIsFound() {
        feed(List.of(started(10), value(NEW, 11, 1, 11)));

        assertThat(account.violations()).singleElement().asString().contains("another epoch");
    }

    @Test
    void aResetThatGoesBackIntoAnOldEpochIsFound() {
        feed(List.of(started(10), value(11), reset(11, 0)));
        account.accept(new TopicEvent.Reset<>(new Position(NEW, 0), new Position(OLD, 10)));

        assertThat(account.violations()).singleElement().asString().contains("goes back");
    }

    @Test
    void aSnapshotThatSkipsWithoutAGapIsFound() {
        feed(List.of(started(10), value(11), snapshot(OLD, 20)));

        assertThat(account.violations()).singleElement().asString().contains("skips");
    }

    @Test
    void valuesOutOfOrderAddUpIfConflationMayReorderThem() {
        Account byKey = new Account(false);
        List.of(started(10), value(OLD, 15, 3, 15), value(OLD, 13, 2, 13)).forEach(byKey::accept);

        assertThat(byKey.violations()).isEmpty();
    }

    @Test
    void aValueThatIsMissingInAConflatedStreamIsFound() {
        Account byKey = new Account(false);
        List.of(started(10), value(OLD, 15, 3, 15), value(OLD, 13, 1, 13)).forEach(byKey::accept);

        assertThat(byKey.violations()).singleElement().asString().contains("4 values");
    }

    private void feed(List<TopicEvent<Stamp>> events) {
        events.forEach(account::accept);
    }

    private static TopicEvent<Stamp> started(long offset) {
        return new TopicEvent.Started<>(new Position(OLD, offset), true);
    }

    private static TopicEvent<Stamp> value(long offset) {
        return value(OLD, offset, 1, (int) offset);
    }

    private static TopicEvent<Stamp> value(long epoch, long offset, long count, int number) {
        return new Update<>(
                new Position(epoch, offset), null, new Stamp(1, number, 8), null, count, offset - count + 1);
    }

    private static TopicEvent<Stamp> gap(long from, long to) {
        return new TopicEvent.Gap<>(OLD, from, to);
    }

    private static TopicEvent<Stamp> reset(long last, long base) {
        return new TopicEvent.Reset<>(new Position(OLD, last), new Position(NEW, base));
    }

    private static TopicEvent<Stamp> snapshot(long epoch, long offset) {
        return new TopicEvent.Snapshot<>(new Position(epoch, offset), List.of());
    }
}
