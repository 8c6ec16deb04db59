/** Formats of one's own, Protocol Buffers and Simple Binary Encoding, and connections that speak either. */
@NullMarked
package io.sluice.examples.codecs;

import org.jspecify.annotations.NullMarked;
