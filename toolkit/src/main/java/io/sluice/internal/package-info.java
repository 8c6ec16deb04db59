/** Building blocks shared by the rooms; in no public signature, and free to change. JDK and RxJava only. */
@NullMarked
package io.sluice.internal;

import org.jspecify.annotations.NullMarked;
