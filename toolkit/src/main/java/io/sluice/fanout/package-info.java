/** One source to many members, each with the policy it chose for falling behind. Knows no sockets. */
@NullMarked
package io.sluice.fanout;

import org.jspecify.annotations.NullMarked;
