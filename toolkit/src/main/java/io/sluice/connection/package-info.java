/**
 * One WebSocket as reactive streams: whole messages in under demand, messages out as the socket drains, one termination.
 */
@NullMarked
package io.sluice.connection;

import org.jspecify.annotations.NullMarked;
