/** What the toolkit costs, measured: one jar with a small command line, {@code java -jar perf/target/perf.jar}. */
@NullMarked
package io.sluice.perf;

import org.jspecify.annotations.NullMarked;
