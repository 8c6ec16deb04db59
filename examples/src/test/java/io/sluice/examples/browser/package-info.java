/** A real browser for tests, and what a real browser sees of a connection. */
@NullMarked
package io.sluice.examples.browser;

import org.jspecify.annotations.NullMarked;
