/** Benchmarks of the toolkit, run by JMH: {@code java -jar perf/target/perf.jar}. */
@NullMarked
package io.sluice.perf;

import org.jspecify.annotations.NullMarked;
