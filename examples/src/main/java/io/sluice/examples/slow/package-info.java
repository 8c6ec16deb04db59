/** Readers that fall behind, and what their policies do about it. */
@NullMarked
package io.sluice.examples.slow;

import org.jspecify.annotations.NullMarked;
