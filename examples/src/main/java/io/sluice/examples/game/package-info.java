/** A small game: the same binary frame to every player, thirty times a second. */
@NullMarked
package io.sluice.examples.game;

import org.jspecify.annotations.NullMarked;
