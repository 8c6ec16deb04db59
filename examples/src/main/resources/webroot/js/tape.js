// The tape: the last trades, newest on top, coloured by the side that took the liquidity.

import { format } from './decimal.js';
import { percent } from './depth-view.js';
import { byId, row, setData, setHidden, setText } from './dom.js';
import { clock } from './units.js';

const ROWS = 60;
const SLIVER = 2; // percent; narrower bars are noise

export class Tape {
    #market;
    #body = byId('trades');
    #empty = byId('tape-empty');
    /** Rows in use, newest first; the oldest one is moved to the top for the next trade. */
    #rows = [];
    #shown = 0;
    #epoch = -1;
    #decimals = null;

    constructor(session) {
        this.#market = session.market;
    }

    paint() {
        const { trades, book } = this.#market;
        const decimals = `${book.priceDecimals} ${book.qtyDecimals}`;
        if (trades.epoch !== this.#epoch || decimals !== this.#decimals) {
            this.#epoch = trades.epoch;
            this.#decimals = decimals;
            this.#shown = 0;
            this.#release();
        }
        const behind = Math.min(trades.count - this.#shown, ROWS, trades.recent.length);
        setHidden(this.#empty, trades.count > 0);
        if (behind === 0) {
            return;
        }
        const scale = largest(trades.recent);
        for (const trade of trades.recent.slice(-behind)) {
            this.#add(trade, book, scale);
        }
        this.#shown = trades.count;
    }

    #add(trade, book, scale) {
        const line = this.#rows.length < ROWS ? row(3) : this.#rows.pop();
        this.#rows.unshift(line);
        const { tr, cells } = line;
        setText(cells[0], format(trade.priceUnits, book.priceDecimals));
        setText(cells[1], format(trade.qtyUnits, book.qtyDecimals));
        setText(cells[2], clock(trade.time));
        setData(tr, 'id', trade.id);
        setData(tr, 'side', trade.buyerIsMaker ? 'sell' : 'buy');
        setData(tr, 'price', trade.price);
        setData(tr, 'qty', trade.qty);
        tr.title = trade.buyerIsMaker ? 'The seller took' : 'The buyer took';
        const share = percent(trade.qtyUnits, scale);
        tr.style.setProperty('--s', share < SLIVER ? '0%' : `${share}%`);
        this.#body.prepend(tr);
    }

    #release() {
        this.#rows.forEach(({ tr }) => tr.remove());
        this.#rows = [];
    }
}

/** The quantity whose bar fills the row. */
function largest(trades) {
    return trades.reduce((most, { qtyUnits }) => (qtyUnits > most ? qtyUnits : most), 0n);
}
