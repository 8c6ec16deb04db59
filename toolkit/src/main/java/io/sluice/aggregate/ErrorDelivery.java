package io.sluice.aggregate;

/** What becomes of the values that wait in an operator when one of its sources fails. */
enum ErrorDelivery {
    /** They are emitted first, as demand allows, and the error follows them. */
    AFTER_PENDING,
    /** They are discarded, and the error is emitted at once, without waiting for demand. */
    AT_ONCE
}
