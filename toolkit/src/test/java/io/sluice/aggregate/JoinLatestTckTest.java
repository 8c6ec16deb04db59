package io.sluice.aggregate;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.FlowableTransformer;
import java.util.List;
import org.testng.annotations.Test;

/** The Reactive Streams rules for {@link JoinLatest}: of two sources one of which has said all it has to say. */
@Test
public class JoinLatestTckTest extends OperatorTck<List<Integer>> {

    @Override
    FlowableTransformer<Integer, List<Integer>> operator() {
        return source ->
                JoinLatest.<Integer, List<Integer>>joinLatest(List.of(source, Flowable.just(-1)), List::copyOf);
    }
}
