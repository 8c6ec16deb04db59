/**
 * From bytes to what they mean and back: text, frames in a stream of chunks, fragments, codecs, compression.
 *
 * <p>Every operator is a {@link io.sluice.convert.Conversion}, for {@code compose} and for {@code to}. None adds a thread or a
 * queue: each asks its source for one item when its subscriber waits for a value, and keeps no more than what its own page says.
 */
@NullMarked
package io.sluice.convert;

import org.jspecify.annotations.NullMarked;
