/** Peers that mean harm, or behave as if: what they send is refused or bounded, and everybody else is served on. */
@NullMarked
package io.sluice.hostile;

import org.jspecify.annotations.NullMarked;
