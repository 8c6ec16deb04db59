package io.sluice.fanout;

/** A value of a key. Merging counts, so that one merged twice, or forgotten, shows. */
record Item(long seq, int key, long sum, int count, int bytes) {

    Item plus(Item later) {
        return new Item(later.seq, key, sum + later.sum, count + later.count, bytes + later.bytes);
    }
}
