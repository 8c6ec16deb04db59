package io.sluice.aggregate;

import io.reactivex.rxjava3.core.FlowableTransformer;
import org.testng.annotations.Test;

/** The Reactive Streams rules for {@link BufferBounded}. */
@Test
public class BufferBoundedTckTest extends OperatorTck<Integer> {

    @Override
    FlowableTransformer<Integer, Integer> operator() {
        return BufferBounded.bufferBounded(16);
    }
}
