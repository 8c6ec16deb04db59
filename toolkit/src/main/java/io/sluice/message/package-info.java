/** What travels on a WebSocket: messages of two kinds, and the status a connection ends with. */
@NullMarked
package io.sluice.message;

import org.jspecify.annotations.NullMarked;
