package io.sluice.aggregate;

import io.reactivex.rxjava3.core.FlowableTransformer;
import java.time.Duration;
import java.util.List;
import org.testng.annotations.Test;

/** The Reactive Streams rules for {@link BatchWithin}. */
@Test
public class BatchWithinTckTest extends OperatorTck<List<Integer>> {

    @Override
    FlowableTransformer<Integer, List<Integer>> operator() {
        return BatchWithin.batchWithin(1, Duration.ofHours(1));
    }

    @Override
    boolean isLossy() {
        return false;
    }
}
