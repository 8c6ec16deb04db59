/**
 * Sluice beside what people use today: a driver in a process of its own commands one server process after the other, and reads
 * from the operating system what each message costs it. On Linux only, and on the loopback only.
 */
@NullMarked
package io.sluice.perf.compare;

import org.jspecify.annotations.NullMarked;
