// The full order book of one symbol: a snapshot, then updates that must follow each other without a gap.

import { bookChecksum } from './checksum.js';
import { parse, significantDecimals } from './decimal.js';

/** Levels of one side, best first; each keeps its wire strings and their exact values. */
class Side {
    levels = [];
    #sign;

    constructor(descending) {
        this.#sign = descending ? -1 : 1;
    }

    replace(levels) {
        this.levels = [];
        for (const level of levels) {
            this.set(level);
        }
    }

    /** Sets the quantity at a price; zero removes the level, and removing an unknown one is normal. */
    set(level) {
        const at = this.#search(level.priceUnits);
        const found = at < this.levels.length && this.levels[at].priceUnits === level.priceUnits;
        if (level.qtyUnits === 0n) {
            if (found) {
                this.levels.splice(at, 1);
            }
        } else if (found) {
            this.levels[at] = level;
        } else {
            this.levels.splice(at, 0, level);
        }
    }

    /** Index of the first level that is not better than the price. */
    #search(priceUnits) {
        const last = this.levels.length - 1;
        if (last < 0 || this.#better(this.levels[last].priceUnits, priceUnits)) {
            return last + 1;
        }
        let low = 0;
        let high = last;
        while (low < high) {
            const middle = (low + high) >> 1;
            if (this.#better(this.levels[middle].priceUnits, priceUnits)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    #better(a, b) {
        return this.#sign < 0 ? a > b : a < b;
    }
}

export class OrderBook {
    /** Last update id applied, or null while there is nothing that an update could follow. */
    u = null;
    /** Fraction digits that the prices seen really use. */
    priceDecimals = 0;
    /** Fraction digits that nearly all quantities of the last snapshot use. */
    qtyDecimals = 0;
    #bids = new Side(true);
    #asks = new Side(false);

    get bids() {
        return this.#bids.levels;
    }

    get asks() {
        return this.#asks.levels;
    }

    /** Replaces everything. */
    snapshot(message) {
        const bids = this.#read(message.bids);
        const asks = this.#read(message.asks);
        this.#bids.replace(bids);
        this.#asks.replace(asks);
        this.u = message.u;
        this.qtyDecimals = usualDecimals([...bids, ...asks]);
    }

    /**
     * Applies one update: 'applied'; 'old' when the book already covers it; 'gap' when one before it is missing;
     * 'early' when there is no snapshot to build on. Only 'applied' changes the book.
     */
    update(message) {
        if (this.u === null) {
            return 'early';
        }
        if (message.u <= this.u) {
            return 'old';
        }
        if (message.U > this.u + 1) {
            return 'gap';
        }
        const bids = this.#read(message.bids); // both sides are read before either changes: all or nothing
        const asks = this.#read(message.asks);
        bids.forEach((level) => this.#bids.set(level));
        asks.forEach((level) => this.#asks.set(level));
        this.u = message.u;
        return 'applied';
    }

    checksum() {
        return bookChecksum(this.bids, this.asks);
    }

    /** Forbids updates until the next snapshot; the levels stay to be looked at. */
    distrust() {
        this.u = null;
    }

    clear() {
        this.#bids.replace([]);
        this.#asks.replace([]);
        this.u = null;
        this.priceDecimals = 0;
        this.qtyDecimals = 0;
    }

    #read(levels) {
        return levels.map(([price, qty]) => {
            const level = { price, qty, priceUnits: parse(price), qtyUnits: parse(qty) };
            this.priceDecimals = Math.max(this.priceDecimals, significantDecimals(price));
            return level;
        });
    }
}

/** The fewest fraction digits that 98 of 100 quantities need: one odd order must not widen every row. */
function usualDecimals(levels) {
    const decimals = levels.map(({ qty }) => significantDecimals(qty)).sort((a, b) => a - b);
    return decimals[Math.floor((decimals.length - 1) * 0.98)] ?? 0;
}
