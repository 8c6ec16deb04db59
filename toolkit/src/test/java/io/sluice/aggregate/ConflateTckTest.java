package io.sluice.aggregate;

import io.reactivex.rxjava3.core.FlowableTransformer;
import org.testng.annotations.Test;

/** The Reactive Streams rules for {@link Conflate}. */
@Test
public class ConflateTckTest extends OperatorTck<Integer> {

    @Override
    FlowableTransformer<Integer, Integer> operator() {
        return Conflate.conflate(Integer::sum);
    }
}
