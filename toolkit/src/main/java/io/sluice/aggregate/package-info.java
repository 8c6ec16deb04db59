/**
 * Operators of feeds, each right under any demand: conflate, batch, pace, window, merge, find gaps. Used with
 * {@link io.reactivex.rxjava3.core.Flowable#compose compose}.
 */
@NullMarked
package io.sluice.aggregate;

import org.jspecify.annotations.NullMarked;
