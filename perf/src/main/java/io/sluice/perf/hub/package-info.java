/** What a hub costs without sockets, in CPU time, garbage and memory, beside what RxJava has. */
@NullMarked
package io.sluice.perf.hub;

import org.jspecify.annotations.NullMarked;
