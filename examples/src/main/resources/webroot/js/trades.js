// The last trades of one symbol: each id once, missing ids counted, never more than a page of them.

import { parse } from './decimal.js';

export class Trades {
    /** Oldest first; each with its wire strings and the exact price and quantity. */
    recent = [];
    /** Trades taken since the last clear; a view that has shown `count - n` of them is n behind. */
    count = 0;
    /** Ids that never came, since the page was opened. */
    missed = 0;
    /** Changes with every clear. */
    epoch = 0;
    /** 1 or -1: the way the price last moved; 0 before it has. */
    direction = 0;
    #limit;
    #anew = false;

    constructor(limit) {
        this.#limit = limit;
    }

    get last() {
        return this.recent[this.recent.length - 1] ?? null;
    }

    /** The next trade begins the list anew; until it comes the old ones stay in view. */
    beginAnew() {
        this.#anew = true;
    }

    clear() {
        this.recent = [];
        this.count = 0;
        this.direction = 0;
        this.epoch++;
        this.#anew = false;
    }

    /** Takes a trade, unless it is already here. */
    add({ id, price, qty, time, buyerIsMaker }) {
        const trade = { id, price, qty, time, buyerIsMaker, priceUnits: parse(price), qtyUnits: parse(qty) };
        if (this.#anew) {
            this.clear();
        }
        const last = this.last;
        if (last !== null) {
            if (id <= last.id && this.recent.some((known) => known.id === id)) {
                return;
            }
            this.missed += Math.max(0, id - last.id - 1); // an id far below the last one: a replay began anew
            if (trade.priceUnits !== last.priceUnits) {
                this.direction = trade.priceUnits > last.priceUnits ? 1 : -1;
            }
        }
        this.recent.push(trade);
        if (this.recent.length > this.#limit) {
            this.recent.shift();
        }
        this.count++;
    }
}
