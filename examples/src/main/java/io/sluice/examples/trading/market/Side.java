package io.sluice.examples.trading.market;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/** The two sides of a book, and what depends on which price is the better one. */
enum Side {
    /** The highest price is the best. */
    BID,
    /** The lowest price is the best. */
    ASK;

    Comparator<BigDecimal> bestFirst() {
        return this == BID ? Comparator.reverseOrder() : Comparator.naturalOrder();
    }

    /** Whether each level is worse than the one before it. */
    boolean isBestFirst(List<PriceLevel> levels) {
        Comparator<BigDecimal> bestFirst = bestFirst();
        for (int i = 1; i < levels.size(); i++) {
            if (bestFirst.compare(levels.get(i - 1).price(), levels.get(i).price()) >= 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * The last write per price of {@code older} and then {@code newer}, best first. Zeros stay: a deletion has to reach a book that
     * had the level before.
     *
     * <p>Linear for lists that are best first already, as an exchange sends them and as this method returns them: whoever merges
     * for a slow reader does it again and again.
     */
    List<PriceLevel> merge(List<PriceLevel> older, List<PriceLevel> newer) {
        Comparator<BigDecimal> bestFirst = bestFirst();
        List<PriceLevel> before = lastWrites(older);
        List<PriceLevel> after = lastWrites(newer);
        List<PriceLevel> merged = new ArrayList<>(before.size() + after.size());
        int i = 0;
        int j = 0;
        while (i < before.size() && j < after.size()) {
            int order = bestFirst.compare(before.get(i).price(), after.get(j).price());
            if (order < 0) {
                merged.add(before.get(i++));
            } else {
                merged.add(after.get(j++));
                i += order == 0 ? 1 : 0;
            }
        }
        merged.addAll(before.subList(i, before.size()));
        merged.addAll(after.subList(j, after.size()));
        return merged;
    }

    /** The last write per price, best first. */
    private List<PriceLevel> lastWrites(List<PriceLevel> levels) {
        if (isBestFirst(levels)) {
            return levels;
        }
        TreeMap<BigDecimal, PriceLevel> byPrice = new TreeMap<>(bestFirst());
        levels.forEach(level -> byPrice.put(level.price(), level));
        return List.copyOf(byPrice.values());
    }
}
