/** Named topics: streams with an epoch and offsets, a history and a state, carried by a broker. */
@NullMarked
package io.sluice.feed;

import org.jspecify.annotations.NullMarked;
