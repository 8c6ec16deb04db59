package io.sluice.conformance;

import io.sluice.wire.Frame;

/** How a case ends, and what both ends see of it. */
sealed interface Ending {

    /** The peer has closed and gets {@code answer}; the server of the two ends TCP. */
    record Answered(Frame answer) implements Ending {}

    /** Our side fails the connection with {@code code}: its close frame, then its FIN, and not a byte between. */
    record Refused(int code) implements Ending {}
}
