/** Topics across real processes: they are stopped, killed and cut off, and what each subscriber got is held against the rule. */
@NullMarked
package io.sluice.cluster.jvm;

import org.jspecify.annotations.NullMarked;
