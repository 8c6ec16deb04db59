package io.sluice.fanout;

import io.sluice.message.CloseCode;
import io.sluice.message.CloseException;
import io.sluice.message.CloseStatus;

/**
 * A member fell behind further than its overflow policy allows and was disconnected. A connection that sends the member's
 * values closes with {@link CloseCode#SLOW_CONSUMER} because of it.
 */
public final class SlowConsumerException extends CloseException {

    private static final long serialVersionUID = 1L;

    SlowConsumerException(String bound) {
        super(
                CloseStatus.of(CloseCode.SLOW_CONSUMER, "slow consumer: more than " + bound),
                "slow consumer: more than " + bound);
    }
}
