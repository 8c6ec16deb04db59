/** What the rooms share and no user sees: demand arithmetic. In no public signature. */
@NullMarked
package io.sluice.internal;

import org.jspecify.annotations.NullMarked;
