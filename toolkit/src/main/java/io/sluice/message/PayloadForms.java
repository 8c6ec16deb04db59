package io.sluice.message;

import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * The forms of a message's payload that are made from its bytes and shared.
 *
 * <p>Threading: any thread. Invariant: the row of deflated forms only grows, by compare-and-set at its head, and holds one form
 * per level.
 */
abstract sealed class PayloadForms permits TextMessage, BinaryMessage {

    private static final AtomicReferenceFieldUpdater<PayloadForms, @Nullable DeflatedForm> DEFLATED =
            AtomicReferenceFieldUpdater.newUpdater(PayloadForms.class, DeflatedForm.class, "deflated");

    private volatile @Nullable DeflatedForm deflated;

    public abstract byte[] bytes();

    public byte @Nullable [] deflated(int level) {
        return deflated(level, Deflaters::deflate);
    }

    final byte @Nullable [] deflated(int level, DeflatedForm.Maker maker) {
        if (level < 1 || level > 9) {
            throw new IllegalArgumentException("level must be 1 to 9, not " + level);
        }
        return form(level).of(bytes(), maker);
    }

    private DeflatedForm form(int level) {
        while (true) {
            DeflatedForm first = deflated;
            for (DeflatedForm form = first; form != null; form = form.next) {
                if (form.level == level) {
                    return form;
                }
            }
            DeflatedForm added = new DeflatedForm(level, first);
            if (DEFLATED.compareAndSet(this, first, added)) {
                return added;
            }
        }
    }
}
