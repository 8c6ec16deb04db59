package io.sluice.aggregate;

import io.reactivex.rxjava3.core.FlowableTransformer;
import org.testng.annotations.Test;

/** The Reactive Streams rules for {@link ConflateByKey}. */
@Test
public class ConflateByKeyTckTest extends OperatorTck<Integer> {

    @Override
    FlowableTransformer<Integer, Integer> operator() {
        return ConflateByKey.conflateByKey((Integer value) -> value % 10);
    }
}
