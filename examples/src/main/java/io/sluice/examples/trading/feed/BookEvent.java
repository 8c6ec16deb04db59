package io.sluice.examples.trading.feed;

import io.sluice.examples.trading.market.DepthSnapshot;
import io.sluice.examples.trading.market.DepthUpdate;
import io.sluice.examples.trading.market.FeedJson;
import io.vertx.core.json.JsonObject;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a reader's book: it is replaced by {@code base}, or changed by {@code change}, or first the one and then the
 * other. The latter comes of merging, and costs a reader that has fallen behind no more than the merge law does.
 *
 * @param crc the checksum of the book it leads to
 */
record BookEvent(@Nullable DepthSnapshot base, @Nullable DepthUpdate change, long crc) {

    static BookEvent of(DepthSnapshot snapshot) {
        return new BookEvent(snapshot, null, snapshot.checksum());
    }

    static BookEvent of(DepthUpdate update, long crc) {
        return new BookEvent(null, update, crc);
    }

    /** One event that does what this one and then {@code next} do. */
    BookEvent mergeWith(BookEvent next) {
        if (next.base != null) {
            return next;
        }
        DepthUpdate following = Objects.requireNonNull(next.change);
        return new BookEvent(base, change == null ? following : change.mergeWith(following), next.crc);
    }

    JsonObject toJson() {
        if (base == null) {
            return FeedJson.toJson(Objects.requireNonNull(change), crc);
        }
        return FeedJson.toJson(change == null ? base : base.apply(change), crc);
    }
}
