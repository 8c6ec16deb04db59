/**
 * RFC 6455 and RFC 7692 case by case: an echo of ours on either side, and a raw peer that judges every byte which comes back.
 * What there is, and how to run it: {@code docs/conformance.md}.
 */
@NullMarked
package io.sluice.conformance;

import org.jspecify.annotations.NullMarked;
