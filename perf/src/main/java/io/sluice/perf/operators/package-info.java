/** What an operator costs per item, in CPU time and garbage, beside the nearest that RxJava, Vert.x or the JDK has. */
@NullMarked
package io.sluice.perf.operators;

import org.jspecify.annotations.NullMarked;
