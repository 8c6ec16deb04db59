/** Races on shared memory, run by jcstress: {@code java -jar perf/target/perf.jar stress}. */
@NullMarked
package io.sluice.perf.stress;

import org.jspecify.annotations.NullMarked;
