/** Operators of a feed that keep backpressure: conflate, batch, pace, window, merge, gap. RxJava only; knows no sockets. */
@NullMarked
package io.sluice.aggregate;

import org.jspecify.annotations.NullMarked;
