// The depth ladder: asks above, bids below, running totals as bars, a flash where a size changed.

import { format, unit } from './decimal.js';
import { depthRows, percent } from './depth-view.js';
import { byId, row, setData, setHidden, setText } from './dom.js';

const LEVELS = 15;
const FLASH_MILLIS = 350;
const STEPS = [1n, 5n, 10n, 50n, 100n, 1000n];

/** One side's rows, with what they showed last. */
class LadderSide {
    #rows;
    #descending;
    #shown = new Map(); // price text -> quantity at the last paint

    /** Asks are laid out from the bottom up, so that the best of either side is next to the middle. */
    constructor(body, { descending }) {
        this.#descending = descending;
        this.#rows = Array.from({ length: LEVELS }, () => row(3));
        const trs = this.#rows.map(({ tr }) => tr);
        body.append(...(descending ? trs : trs.reverse()));
    }

    rows(levels, step) {
        return depthRows(levels, { descending: this.#descending, step, count: LEVELS });
    }

    /** `whole` is the quantity of a full bar; `fresh` rows do not flash. */
    paint(rows, { whole, priceDecimals, qtyDecimals, fresh, now }) {
        const shown = new Map();
        this.#rows.forEach((line, i) => {
            const { tr, cells } = line;
            const level = rows[i];
            const before = tr.dataset.price;
            if (level === undefined) {
                cells.forEach((cell) => setText(cell, ''));
                delete tr.dataset.price;
                delete tr.dataset.qty;
                delete tr.dataset.flash;
                tr.style.setProperty('--c', '0%');
                tr.style.setProperty('--o', '0%');
                return;
            }
            const price = format(level.price, priceDecimals);
            const qty = format(level.qty, qtyDecimals);
            setText(cells[0], price);
            setText(cells[1], qty);
            setText(cells[2], format(level.sum, qtyDecimals));
            setData(tr, 'price', price.replaceAll(',', ''));
            setData(tr, 'qty', qty.replaceAll(',', ''));
            tr.style.setProperty('--c', `${percent(level.sum, whole)}%`);
            tr.style.setProperty('--o', `${percent(level.qty, whole)}%`);
            shown.set(price, level.qty);
            this.#flash(line, fresh ? 0 : this.#change(price, level.qty, i, rows.length), before, now);
        });
        this.#shown = shown;
    }

    /** Ends the flashes that have been seen; a steady colour costs two paints where an animation costs forty. */
    calm(now) {
        for (const { tr, flashUntil } of this.#rows) {
            if (tr.dataset.flash !== undefined && now >= flashUntil) {
                delete tr.dataset.flash;
            }
        }
    }

    /** 1 for more than before, -1 for less, 0 for the same; the outermost rows may only have come into view. */
    #change(price, qty, i, rowCount) {
        const before = this.#shown.get(price) ?? (i < rowCount - 2 ? 0n : qty);
        return qty === before ? 0 : qty > before ? 1 : -1;
    }

    /** A flash stays for a while, but not when its row goes to another price. */
    #flash(line, change, priceBefore, now) {
        const { tr } = line;
        if (change !== 0) {
            setData(tr, 'flash', change > 0 ? 'more' : 'less');
            line.flashUntil = now + FLASH_MILLIS;
        } else if (priceBefore !== tr.dataset.price) {
            delete tr.dataset.flash;
        }
    }
}

export class Ladder {
    #session;
    #asks = new LadderSide(byId('asks'), { descending: false });
    #bids = new LadderSide(byId('bids'), { descending: true });
    #panel = byId('ladder');
    #veil = byId('veil');
    #mid = byId('mid');
    #spread = byId('spread');
    #balance = byId('balance');
    #grouping = byId('grouping');
    #groupedFor = null;
    #paintedVersion = -1;
    #paintedSymbol = null;
    #multiple = 1n;

    constructor(session, onChange) {
        this.#session = session;
        this.#grouping.addEventListener('change', () => {
            this.#multiple = BigInt(this.#grouping.value);
            this.#paintedVersion = -1;
            onChange();
        });
    }

    paint() {
        const market = this.#session.market;
        this.#asks.calm(performance.now());
        this.#bids.calm(performance.now());
        if (market.bookVersion === this.#paintedVersion) {
            this.#paintVeil(market);
            return;
        }
        const fresh = this.#paintedVersion === -1 || market.symbol !== this.#paintedSymbol;
        if (market.symbol !== this.#paintedSymbol) {
            this.#multiple = 1n;
        }
        this.#paintedVersion = market.bookVersion;
        this.#paintedSymbol = market.symbol;
        this.#paintVeil(market);
        this.#offerSteps(market);
        this.#paintBook(market.book, fresh);
    }

    #paintBook(book, fresh) {
        const step = unit(book.priceDecimals) * this.#multiple;
        const asks = this.#asks.rows(book.asks, step);
        const bids = this.#bids.rows(book.bids, step);
        const askSum = asks.at(-1)?.sum ?? 0n;
        const bidSum = bids.at(-1)?.sum ?? 0n;
        const style = {
            whole: askSum > bidSum ? askSum : bidSum,
            priceDecimals: stepDecimals(book.priceDecimals, this.#multiple),
            qtyDecimals: book.qtyDecimals,
            fresh,
            now: performance.now(),
        };
        this.#asks.paint(asks, style);
        this.#bids.paint(bids, style);
        this.#paintMiddle(book, bidSum, askSum);
    }

    #paintMiddle(book, bidSum, askSum) {
        const bid = book.bids[0];
        const ask = book.asks[0];
        const both = bid !== undefined && ask !== undefined;
        setHidden(this.#balance, !both);
        if (!both) {
            setText(this.#mid, '–');
            setText(this.#spread, '');
            return;
        }
        const spread = ask.priceUnits - bid.priceUnits;
        const mid = (ask.priceUnits + bid.priceUnits) / 2n;
        const points = (Number(spread) / Number(mid)) * 10_000;
        const pointsText = points.toFixed(Math.abs(points) < 0.1 ? 4 : 2);
        setText(this.#mid, format(mid, book.priceDecimals));
        setText(this.#spread, `spread ${format(spread, book.priceDecimals)} · ${pointsText} bp`);
        const share = percent(bidSum, bidSum + askSum);
        this.#balance.firstElementChild.style.width = `${share}%`;
        this.#balance.title = `Size in view: ${share.toFixed(0)} % bids, ${(100 - share).toFixed(0)} % asks`;
    }

    #paintVeil(market) {
        const live = this.#session.socket.state.name === 'live';
        const upstream = market.status?.state ?? 'live';
        let { bookState: state } = market;
        let text = '';
        if (state === 'empty') {
            text = live ? `Waiting for the book of ${market.symbol ?? 'a symbol'}` : 'Waiting for the connection';
        } else if (!live) {
            text = 'Not live: these prices are old';
        } else if (state === 'broken') {
            text = `${market.bookTrouble}: fetching a fresh snapshot`;
        } else if (upstream !== 'live') {
            state = 'waiting';
            text = `The gateway is ${upstream}: these prices may be old`;
        }
        setData(this.#panel, 'state', state);
        setData(this.#veil, 'kind', state === 'empty' ? 'wait' : 'trouble');
        setText(this.#veil, text);
        setHidden(this.#veil, text === '');
    }

    /** Steps are multiples of the smallest price difference in use, which is learnt from the prices themselves. */
    #offerSteps({ symbol, book }) {
        const key = `${symbol} ${book.priceDecimals}`;
        const known = book.bids.length + book.asks.length > 0;
        this.#grouping.disabled = !known;
        if (key === this.#groupedFor || !known) {
            return;
        }
        this.#groupedFor = key;
        const options = STEPS.map((multiple) => {
            const text = format(unit(book.priceDecimals) * multiple, stepDecimals(book.priceDecimals, multiple));
            return new Option(text, String(multiple), false, multiple === this.#multiple);
        });
        this.#grouping.replaceChildren(...options);
    }
}

/** Fraction digits that multiples of the step need: a step of 10 ticks needs one fewer than the tick, one of 50 too. */
function stepDecimals(priceDecimals, multiple) {
    const zeros = /0*$/.exec(String(multiple))[0].length;
    return Math.max(0, priceDecimals - zeros);
}
