// What the page knows of its symbol: applies every data message, and says when the book can no longer be trusted.

import { OrderBook } from './book.js';
import { Candles } from './candles.js';
import { parse } from './decimal.js';
import { Trades } from './trades.js';

const TRADES_KEPT = 200;

export class Market {
    symbol = null;
    book = new OrderBook();
    /** empty (no snapshot yet), good, broken (waiting for a snapshot). */
    bookState = 'empty';
    /** In few words, what broke it. */
    bookTrouble = '';
    bookVersion = 0;
    bookAt = null;
    quote = null;
    trades = new Trades(TRADES_KEPT);
    candles = { '1s': new Candles(), '1m': new Candles() };
    status = null;
    /** Kept while the page is open, whatever the symbol. */
    counts = { gaps: 0, checksumGood: 0, checksumBad: 0 };
    checksumState = 'none';
    #onBroken;
    #now;

    /** `onBroken(text)` is called when a gap, a checksum or an unreadable message voids the book. */
    constructor({ onBroken, now = () => performance.now() }) {
        this.#onBroken = onBroken;
        this.#now = now;
    }

    /** Data of this symbol follows from its beginning; what is shown of it already stays in view until then. */
    begin(symbol) {
        if (symbol !== this.symbol) {
            this.show(symbol);
        }
        this.book.distrust(); // until its snapshot
        this.trades.beginAnew();
        Object.values(this.candles).forEach((candles) => candles.beginAnew());
    }

    /** Forgets everything for another symbol. */
    show(symbol) {
        this.symbol = symbol;
        this.book.clear();
        this.bookState = 'empty';
        this.bookTrouble = '';
        this.bookVersion++;
        this.bookAt = null;
        this.checksumState = 'none';
        this.quote = null;
        this.status = null;
        this.trades.clear();
        Object.values(this.candles).forEach((candles) => candles.clear());
    }

    /** The connection is gone: what is in view is old, and updates need a new snapshot. */
    disconnected() {
        this.book.distrust();
        this.status = null;
    }

    apply(message) {
        switch (message.type) {
            case 'book':
                this.#applyBook(message);
                break;
            case 'quote':
                this.#applyQuote(message);
                break;
            case 'trade':
                this.trades.add(message);
                break;
            case 'candle':
                this.candles[message.interval]?.add(message);
                break;
            case 'status':
                this.status = message;
                break;
        }
    }

    #applyBook(message) {
        try {
            if (message.kind === 'snapshot' ? this.#snapshot(message) : this.#update(message)) {
                this.bookAt = this.#now();
                this.bookVersion++;
                this.#check(message);
                this.#quoteFromBook();
            }
        } catch (failure) {
            this.#break('Unreadable book message', failure.message);
        }
    }

    #snapshot(message) {
        this.book.snapshot(message);
        this.bookState = 'good';
        this.bookTrouble = '';
        this.quote = null; // the ids may have started anew, and then an old quote would look newer
        return true;
    }

    #update(message) {
        const before = this.book.u;
        const outcome = this.book.update(message);
        if (outcome === 'gap') {
            this.counts.gaps++;
            this.#break('Gap in the book', `expected ${before + 1}, got ${message.U} to ${message.u}`);
        }
        return outcome === 'applied';
    }

    #check(message) {
        if (message.crc === undefined || message.crc === null) {
            return;
        }
        const own = this.book.checksum();
        if (own === message.crc >>> 0) {
            this.counts.checksumGood++;
            this.checksumState = 'good';
        } else {
            this.counts.checksumBad++;
            this.checksumState = 'bad';
            this.#break('Bad checksum', `at ${message.u} ours is ${own}, the server's ${message.crc >>> 0}`);
        }
    }

    #break(trouble, detail) {
        this.book.distrust();
        this.bookState = 'broken';
        this.bookTrouble = trouble;
        this.bookVersion++;
        this.#onBroken(`${trouble}: ${detail}`);
    }

    #applyQuote({ u, bid, bidQty, ask, askQty }) {
        if (this.quote === null || u >= this.quote.u) {
            this.quote = {
                u,
                bid,
                ask,
                bidUnits: parse(bid),
                bidQtyUnits: parse(bidQty),
                askUnits: parse(ask),
                askQtyUnits: parse(askQty),
            };
        }
    }

    /** The book tells best bid and ask too; whichever is later counts. */
    #quoteFromBook() {
        const bid = this.book.bids[0];
        const ask = this.book.asks[0];
        if (bid && ask && this.book.u !== null && (this.quote === null || this.book.u >= this.quote.u)) {
            this.quote = {
                u: this.book.u,
                bid: bid.price,
                ask: ask.price,
                bidUnits: bid.priceUnits,
                bidQtyUnits: bid.qtyUnits,
                askUnits: ask.priceUnits,
                askQtyUnits: ask.qtyUnits,
            };
        }
    }
}
