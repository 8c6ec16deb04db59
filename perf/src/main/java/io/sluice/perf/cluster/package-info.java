/** What topics across nodes cost, beside the event bus alone: two processes on this machine. */
@NullMarked
package io.sluice.perf.cluster;

import org.jspecify.annotations.NullMarked;
