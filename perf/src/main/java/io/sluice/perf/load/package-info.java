/**
 * Scenarios over real sockets: a driver, which starts a server in a process of its own, reads what that costs from the
 * operating system, and ends both within minutes. On Linux only, and on the loopback only.
 */
@NullMarked
package io.sluice.perf.load;

import org.jspecify.annotations.NullMarked;
