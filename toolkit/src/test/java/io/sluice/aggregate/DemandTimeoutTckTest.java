package io.sluice.aggregate;

import io.reactivex.rxjava3.core.FlowableTransformer;
import java.time.Duration;
import org.testng.annotations.Test;

/** The Reactive Streams rules for {@link DemandTimeout}. */
@Test
public class DemandTimeoutTckTest extends OperatorTck<Integer> {

    @Override
    FlowableTransformer<Integer, Integer> operator() {
        return DemandTimeout.demandTimeout(Duration.ofHours(1));
    }

    @Override
    boolean isLossy() {
        return false;
    }
}
