/**
 * What Sluice is compared with, and Sluice itself: servers that do the same, each written as its own documentation recommends,
 * and what lets a driver in another process command them.
 */
@NullMarked
package io.sluice.perf.serve;

import org.jspecify.annotations.NullMarked;
