/** What is deployed: verticles that serve topics and feed them, set up by a file, watched by health checks, and ended in good order. */
@NullMarked
package io.sluice.verticle;

import org.jspecify.annotations.NullMarked;
