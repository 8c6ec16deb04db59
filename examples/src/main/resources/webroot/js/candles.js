// The candles of one interval in order of time, bounded, with what changed since they were last drawn.

const LIMIT = 2_000;
const KEEP = 1_500;

export class Candles {
    /** { time (seconds), open, high, low, close, volume }: numbers, for drawing alone. */
    bars = [];
    #anew = false;
    #redraw = true;
    #changedFrom = Infinity;
    #dropped = 0;

    /** The next candle begins the list anew; until it comes the old ones stay in view. */
    beginAnew() {
        this.#anew = true;
    }

    clear() {
        this.bars = [];
        this.#anew = false;
        this.#redraw = true;
    }

    add(message) {
        const bar = {
            time: message.time / 1000,
            open: Number(message.open),
            high: Number(message.high),
            low: Number(message.low),
            close: Number(message.close),
            volume: Number(message.volume),
        };
        if (this.#anew) {
            this.clear();
        }
        const last = this.bars[this.bars.length - 1];
        if (last !== undefined && bar.time < last.time) {
            this.#correct(bar);
            return;
        }
        if (bar.time === last?.time) {
            this.bars[this.bars.length - 1] = bar;
        } else {
            this.bars.push(bar);
        }
        this.#changedFrom = Math.min(this.#changedFrom, bar.time);
        this.#trim();
    }

    get isDirty() {
        return this.#redraw || this.#changedFrom !== Infinity;
    }

    /**
     * { all, changed, dropped }: draw everything anew, or only the changed bars, which are the newest; `dropped` bars
     * have gone at the front since the last drain.
     */
    drain() {
        const all = this.#redraw;
        const from = this.bars.findLastIndex((bar) => bar.time < this.#changedFrom) + 1;
        const drained = { all, changed: all ? [] : this.bars.slice(from), dropped: this.#dropped };
        this.#redraw = false;
        this.#changedFrom = Infinity;
        this.#dropped = 0;
        return drained;
    }

    /** A candle from before the newest one: a correction if it is known, otherwise the start of another replay. */
    #correct(bar) {
        const at = this.bars.findLastIndex((known) => known.time === bar.time);
        if (at >= 0) {
            this.bars[at] = bar;
        } else {
            this.bars = [bar];
        }
        this.#redraw = true;
    }

    #trim() {
        if (this.bars.length > LIMIT) {
            this.#dropped += this.bars.length - KEEP;
            this.bars = this.bars.slice(-KEEP);
            this.#redraw = true;
        }
    }
}
