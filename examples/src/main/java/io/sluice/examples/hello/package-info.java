/** The smallest example: a name in, a greeting and a clean close out. */
@NullMarked
package io.sluice.examples.hello;

import org.jspecify.annotations.NullMarked;
