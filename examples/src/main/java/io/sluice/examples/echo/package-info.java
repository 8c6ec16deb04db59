/** Whatever comes goes back, text and binary. */
@NullMarked
package io.sluice.examples.echo;

import org.jspecify.annotations.NullMarked;
