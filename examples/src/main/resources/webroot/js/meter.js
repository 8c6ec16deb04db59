// Measuring the connection: rates from running totals, and round trips from pings.

/** Turns a growing total into a rate a second. */
export class Rate {
    value = 0;
    #total = 0;
    #at = null;

    sample(total, now) {
        if (this.#at !== null && now > this.#at) {
            this.value = ((total - this.#total) * 1000) / (now - this.#at);
        }
        this.#total = total;
        this.#at = now;
    }
}

const KEPT = 60;

/** Round-trip times by ping, measured with our own clock alone. */
export class RoundTrips {
    last = null;
    /** The server's clock minus ours, taken at the fastest round trip kept. */
    clockOffset = null;
    #id = 0;
    #sentAt = null;
    #times = [];

    /** The ping to send now; an answer to an older one no longer counts. */
    ping(now) {
        this.#sentAt = now;
        return { op: 'ping', id: ++this.#id };
    }

    pong(message, now, wallClock) {
        if (message.id !== this.#id || this.#sentAt === null) {
            return;
        }
        this.last = now - this.#sentAt;
        this.#sentAt = null;
        if (this.#times.length === 0 || this.last <= Math.min(...this.#times)) {
            this.clockOffset = message.time + this.last / 2 - wallClock;
        }
        this.#times.push(this.last);
        if (this.#times.length > KEPT) {
            this.#times.shift();
        }
    }

    /** The given share of the kept round trips took at most this long; null before the first. */
    quantile(share) {
        if (this.#times.length === 0) {
            return null;
        }
        const sorted = [...this.#times].sort((a, b) => a - b);
        return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
    }

    clear() {
        this.last = null;
        this.#sentAt = null;
        this.#times = [];
    }
}
