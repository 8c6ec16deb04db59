/** How connections end: every way, in every state, on both sides. */
@NullMarked
package io.sluice.endings;

import org.jspecify.annotations.NullMarked;
