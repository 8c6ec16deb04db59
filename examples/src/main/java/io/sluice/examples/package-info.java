/** What the small examples share, so that each of them is one file. */
@NullMarked
package io.sluice.examples;

import org.jspecify.annotations.NullMarked;
