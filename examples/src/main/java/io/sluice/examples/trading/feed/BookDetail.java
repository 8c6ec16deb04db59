package io.sluice.examples.trading.feed;

import io.sluice.fanout.Overflow;

/** How a browser wants its depth updates. */
enum BookDetail {
    /** Updates it has not yet received are merged: it may be as slow as it likes. */
    MERGED("merged") {
        @Override
        Overflow<Published<BookEvent>> overflow() {
            return Overflow.conflate(event -> "book", BookDetail::merge, 1);
        }
    },
    /** Each update by itself; one that falls too far behind is disconnected. */
    EVERY("every") {
        @Override
        Overflow<Published<BookEvent>> overflow() {
            return Overflow.disconnect(MAX_WAITING);
        }
    };

    /** At ten updates a second, nearly two minutes. */
    static final int MAX_WAITING = 1_024;

    private final String wireName;

    BookDetail(String wireName) {
        this.wireName = wireName;
    }

    abstract Overflow<Published<BookEvent>> overflow();

    /**
     * The detail of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    static BookDetail ofWireName(String name) {
        for (BookDetail detail : values()) {
            if (detail.wireName.equals(name)) {
                return detail;
            }
        }
        throw new IllegalArgumentException("book must be \"merged\" or \"every\", not \"" + name + "\"");
    }

    private static Published<BookEvent> merge(Published<BookEvent> waiting, Published<BookEvent> next) {
        return new Published<>(waiting.value().mergeWith(next.value()), BookEvent::toJson);
    }
}
