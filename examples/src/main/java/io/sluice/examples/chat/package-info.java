/** A chat room: one hub, any number of guests. */
@NullMarked
package io.sluice.examples.chat;

import org.jspecify.annotations.NullMarked;
