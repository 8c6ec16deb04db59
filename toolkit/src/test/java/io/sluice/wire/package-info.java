/** What the tests put at the other end of a connection: peers that speak bytes, and servers that serve endpoints. */
@NullMarked
package io.sluice.wire;

import org.jspecify.annotations.NullMarked;
