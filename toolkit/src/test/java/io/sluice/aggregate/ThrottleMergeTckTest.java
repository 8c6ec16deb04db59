package io.sluice.aggregate;

import io.reactivex.rxjava3.core.FlowableTransformer;
import java.time.Duration;
import org.testng.annotations.Test;

/** The Reactive Streams rules for {@link ThrottleMerge}. */
@Test
public class ThrottleMergeTckTest extends OperatorTck<Integer> {

    @Override
    FlowableTransformer<Integer, Integer> operator() {
        return ThrottleMerge.<Integer>throttleMerge(1, Duration.ofMillis(1)).burst(Long.MAX_VALUE);
    }
}
