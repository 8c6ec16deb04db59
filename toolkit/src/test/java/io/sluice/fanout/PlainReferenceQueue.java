package io.sluice.fanout;

import java.util.ArrayList;
import java.util.List;

/** A list that does what its policy says to each value as it comes. */
final class PlainReferenceQueue implements ReferenceQueue {

    private final ReferencePolicy policy;
    private final List<Item> items = new ArrayList<>();

    PlainReferenceQueue(ReferencePolicy policy) {
        this.policy = policy;
    }

    @Override
    public void put(Item item, boolean demand, Losses losses) {
        switch (policy.kind()) {
            case DISCONNECT, DISCONNECT_BYTES, BACKPRESSURE, LOCKSTEP -> items.add(item);
            case LATEST -> {
                losses.conflated += items.size();
                items.clear();
                items.add(item);
            }
            case DROP_OLDEST, DROP_OLDEST_BYTES -> {
                items.add(item);
                while (isOverfull()) {
                    items.remove(0);
                    losses.dropped++;
                }
            }
            case DROP_NEWEST, DROP_NEWEST_BYTES -> {
                items.add(item);
                if (isOverfull()) {
                    items.remove(items.size() - 1);
                    losses.dropped++;
                }
            }
            case MERGED, MERGED_BYTES -> merge(item, losses);
            case KEYED, KEYED_BYTES -> throw new IllegalStateException("has a queue of its own");
        }
    }

    private boolean isOverfull() {
        return items.size() > policy.bound()
                || (policy.weighs() && items.size() > 1 && bytes() > ReferencePolicy.MAX_BYTES);
    }

    private void merge(Item item, Losses losses) {
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i).key() == item.key()) {
                items.set(i, items.get(i).plus(item));
                losses.conflated++;
                return;
            }
        }
        items.add(item);
    }

    @Override
    public boolean take(Item item, long position) {
        if (items.isEmpty() || !items.get(0).equals(item)) {
            return false;
        }
        items.remove(0);
        return true;
    }

    @Override
    public List<Item> items() {
        return items;
    }
}
