package io.sluice.aggregate;

import io.reactivex.rxjava3.core.FlowableTransformer;
import java.time.Duration;
import org.testng.annotations.Test;

/** The Reactive Streams rules for {@link Heartbeat}. */
@Test
public class HeartbeatTckTest extends OperatorTck<Integer> {

    @Override
    FlowableTransformer<Integer, Integer> operator() {
        return Heartbeat.heartbeat(Duration.ofHours(1), () -> -1);
    }

    @Override
    boolean isLossy() {
        return false;
    }
}
