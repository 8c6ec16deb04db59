package io.sluice.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.observers.BaseTestConsumer;
import io.sluice.wire.Wait;
import java.util.ArrayList;
import java.util.List;

/** How an attempt failed. */
final class Failure {

    private Failure() {}

    /** Waits for the one error of {@code attempt}, which must have emitted nothing. */
    static ConnectFailedException of(BaseTestConsumer<?, ?> attempt) {
        List<Throwable> errors = new ArrayList<>();
        Wait.untilAsserted(() -> attempt.assertNoValues().assertError(failure -> errors.add(failure)));
        assertThat(errors.get(0)).isInstanceOf(ConnectFailedException.class);
        return (ConnectFailedException) errors.get(0);
    }
}
