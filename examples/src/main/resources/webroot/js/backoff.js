// Waiting times between attempts: each twice the one before up to a limit, with jitter against stampedes.

export class Backoff {
    #floor;
    #limit;
    #random;
    #attempt = 0;

    constructor({ floor = 500, limit = 10_000, random = Math.random } = {}) {
        this.#floor = floor;
        this.#limit = limit;
        this.#random = random;
    }

    /** Milliseconds to wait now: between half of the current ceiling and all of it. */
    next() {
        const ceiling = Math.min(this.#limit, this.#floor * 2 ** (this.#attempt + 1));
        if (ceiling < this.#limit) {
            this.#attempt++;
        }
        return Math.round(ceiling / 2 + (this.#random() * ceiling) / 2);
    }

    reset() {
        this.#attempt = 0;
    }
}
