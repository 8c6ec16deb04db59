// The top line: last price and its direction, best bid and ask, and the title of the tab.

import { format } from './decimal.js';
import { byId, setData, setText } from './dom.js';

const ARROWS = { 1: '▲', 0: '', '-1': '▼' };

export class Headline {
    #market;
    #last = byId('last-price');
    #lastBlock = byId('last-block');
    #arrow = byId('last-arrow');
    #bid = byId('best-bid');
    #bidQty = byId('best-bid-qty');
    #ask = byId('best-ask');
    #askQty = byId('best-ask-qty');
    #spread = byId('top-spread');
    #title = '';

    constructor(session) {
        this.#market = session.market;
    }

    paint() {
        this.#paintLast();
        this.#paintQuote();
    }

    /** Tabs redraw slowly; the caller does this now and then. */
    paintTitle() {
        const price = this.#last.textContent;
        const title = `${price === '–' ? '' : `${price} `}${this.#market.symbol ?? ''} · Sluice`;
        if (title !== this.#title) {
            this.#title = title;
            document.title = title;
        }
    }

    #paintLast() {
        const { trades, book } = this.#market;
        const last = trades.last;
        setText(this.#last, last === null ? '–' : format(last.priceUnits, book.priceDecimals));
        setData(this.#last, 'value', last?.price ?? '');
        setData(this.#lastBlock, 'direction', trades.direction);
        setText(this.#arrow, ARROWS[trades.direction]);
    }

    #paintQuote() {
        const { quote, book } = this.#market;
        if (quote === null) {
            [this.#bid, this.#ask, this.#spread].forEach((node) => setText(node, '–'));
            [this.#bidQty, this.#askQty].forEach((node) => setText(node, ''));
            return;
        }
        setText(this.#bid, format(quote.bidUnits, book.priceDecimals));
        setText(this.#ask, format(quote.askUnits, book.priceDecimals));
        setText(this.#spread, format(quote.askUnits - quote.bidUnits, book.priceDecimals));
        setText(this.#bidQty, format(quote.bidQtyUnits, book.qtyDecimals));
        setText(this.#askQty, format(quote.askQtyUnits, book.qtyDecimals));
        setData(this.#bid, 'value', quote.bid);
        setData(this.#ask, 'value', quote.ask);
        setData(this.#bid, 'u', quote.u);
    }
}
