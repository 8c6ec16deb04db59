package io.sluice.aggregate;

import io.reactivex.rxjava3.core.FlowableTransformer;
import org.testng.annotations.Test;

/** The Reactive Streams rules for {@link DetectGaps}, with a prefetch that is soon used up. */
@Test
public class DetectGapsTckTest extends OperatorTck<Integer> {

    @Override
    FlowableTransformer<Integer, Integer> operator() {
        return DetectGaps.<Integer>detectGaps(Integer::longValue).prefetch(2);
    }

    @Override
    boolean isLossy() {
        return false;
    }
}
