// Which symbol the server sends us and which one we want: one request at a time, each waiting for its answer.

/**
 * The server answers requests in order, and data of a symbol comes only after its "subscribed". So data that arrives
 * while a request is open belongs to the past, and `isCurrent` tells it apart.
 */
export class Subscription {
    #send;
    #wanted = null;
    #held = null;
    #state = 'offline'; // offline, idle, subscribing, on, unsubscribing
    #renew = false;

    constructor(send) {
        this.#send = send;
    }

    /**
     * Asks for a symbol with a way of delivering its book ("merged" or "every"), instead of the one before; false when
     * that is what we want already.
     */
    want(symbol, book) {
        if (this.#wanted?.symbol !== symbol || this.#wanted.book !== book) {
            this.#wanted = { symbol, book };
            this.#advance();
            return true;
        }
        return false;
    }

    /** Asks for the same symbol afresh, for its snapshot. */
    renew() {
        if (this.#state === 'on') {
            this.#renew = true;
            this.#advance();
        }
    }

    opened() {
        this.#state = 'idle';
        this.#held = null;
        this.#advance();
    }

    closed() {
        this.#state = 'offline';
        this.#held = null;
        this.#renew = false;
    }

    /** Whether data of this symbol is of the subscription we want. */
    isCurrent(symbol) {
        return this.#state === 'on' && symbol === this.#held.symbol;
    }

    /** True when this acknowledgement starts the data of the symbol we want. */
    subscribed(symbol) {
        if (this.#state !== 'subscribing' || symbol !== this.#held.symbol) {
            return false;
        }
        this.#state = 'on';
        this.#advance();
        return this.#state === 'on';
    }

    unsubscribed(symbol) {
        if (this.#state === 'unsubscribing' && symbol === this.#held.symbol) {
            this.#state = 'idle';
            this.#held = null;
            this.#advance();
        }
    }

    /** An error answers the open request, if there is one: nothing else that we send can fail. */
    refused(code) {
        if (this.#state === 'unsubscribing' && code === 'not-subscribed') {
            this.unsubscribed(this.#held.symbol);
        } else if (this.#state === 'subscribing' && code === 'already-subscribed') {
            this.#state = 'on';
            this.renew();
        } else if (this.#state === 'subscribing') {
            const refused = this.#held;
            this.#state = 'idle';
            this.#held = null;
            if (this.#wanted === refused) {
                this.#wanted = null; // asking again would only be refused again
            }
            this.#advance();
        }
    }

    #advance() {
        if (this.#state === 'idle' && this.#wanted !== null) {
            this.#held = this.#wanted;
            this.#renew = false;
            this.#state = 'subscribing';
            this.#send({ op: 'subscribe', symbol: this.#held.symbol, book: this.#held.book });
        } else if (this.#state === 'on' && (this.#renew || this.#held !== this.#wanted)) {
            this.#state = 'unsubscribing';
            this.#send({ op: 'unsubscribe', symbol: this.#held.symbol });
        }
    }
}
