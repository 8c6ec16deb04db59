/** Microbenchmarks of the toolkit, run by JMH: {@code java -jar perf/target/perf.jar jmh}. */
@NullMarked
package io.sluice.perf.jmh;

import org.jspecify.annotations.NullMarked;
