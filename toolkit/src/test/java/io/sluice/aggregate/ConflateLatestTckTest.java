package io.sluice.aggregate;

import io.reactivex.rxjava3.core.FlowableTransformer;
import org.testng.annotations.Test;

/** The Reactive Streams rules for {@link ConflateLatest}. */
@Test
public class ConflateLatestTckTest extends OperatorTck<Integer> {

    @Override
    FlowableTransformer<Integer, Integer> operator() {
        return ConflateLatest.conflateLatest();
    }
}
