package io.sluice.aggregate;

import io.reactivex.rxjava3.core.FlowableTransformer;
import java.time.Duration;
import org.testng.annotations.Test;

/** The Reactive Streams rules for {@link RetryBackoff}. */
@Test
public class RetryBackoffTckTest extends OperatorTck<Integer> {

    @Override
    FlowableTransformer<Integer, Integer> operator() {
        return RetryBackoff.<Integer>retryBackoff(Duration.ofHours(1), Duration.ofHours(1))
                .when(error -> false);
    }

    @Override
    boolean isLossy() {
        return false;
    }
}
