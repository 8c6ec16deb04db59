// The talk with the server: keeps connection, subscription and market in step, and repairs a broken book.

import { Backoff } from './backoff.js';
import { FeedSocket } from './feed-socket.js';
import { Market } from './market.js';
import { RoundTrips } from './meter.js';
import { Subscription } from './subscription.js';

const CALM_MESSAGES = 50; // good book messages after which the next repair is at once again

export class Session {
    symbols = [];
    source = null;
    stats = null;
    /** How often this page asked for a fresh snapshot. */
    resyncs = 0;
    /** { text, kind, at }: the last thing worth a line. */
    notice = null;
    lastMessageAt = null;
    roundTrips = new RoundTrips();
    market;
    socket;
    #subscription;
    #repairs;
    #repairTimer = null;
    #repairsSinceCalm = 0;
    #goodAtRepair = 0;
    #now;
    #onHello;
    #onChange;

    /**
     * `onHello(symbols)` answers with the { symbol, book } to show, and with `unknown` if the reader asked for a symbol
     * that there is not; `onChange()` says that there is something to paint.
     */
    constructor({
        url,
        onHello,
        onChange,
        openSocket,
        backoff,
        repairs = new Backoff(),
        now = () => performance.now(),
    }) {
        this.#now = now;
        this.#onHello = onHello;
        this.#onChange = onChange;
        this.#repairs = repairs;
        this.market = new Market({ now, onBroken: (trouble) => this.#repair(trouble) });
        this.#subscription = new Subscription((request) => this.socket.send(request));
        this.socket = new FeedSocket({
            url,
            openSocket,
            backoff,
            now,
            listener: {
                message: (message) => this.#message(message),
                closed: ({ code, reason }) => this.#closed(code, reason),
                problem: (text) => this.#say(text, 'error'),
                changed: () => this.#onChange(),
            },
        });
    }

    /** Shows a symbol, with its book "merged" or as "every" update. */
    show(symbol, book) {
        if (symbol !== this.market.symbol) {
            this.market.show(symbol);
        }
        if (this.#subscription.want(symbol, book)) {
            clearTimeout(this.#repairTimer); // the new subscription begins with a snapshot anyway
        }
        this.#onChange();
    }

    ping() {
        if (this.socket.state.name === 'live') {
            this.socket.send(this.roundTrips.ping(this.#now()));
        }
    }

    dismissNotice() {
        this.notice = null;
        this.#onChange();
    }

    #message(message) {
        this.lastMessageAt = this.#now();
        try {
            this.#route(message);
        } catch (failure) {
            this.#say(`Not understood: ${message?.type} message, ${failure.message}`, 'error');
        }
        this.#onChange();
    }

    #route(message) {
        switch (message.type) {
            case 'hello':
                this.#hello(message);
                break;
            case 'subscribed':
                if (this.#subscription.subscribed(message.symbol)) {
                    this.market.begin(message.symbol);
                }
                break;
            case 'unsubscribed':
                this.#subscription.unsubscribed(message.symbol);
                break;
            case 'error':
                this.#say(`${message.code}: ${message.message}`, 'error');
                this.#subscription.refused(message.code);
                break;
            case 'pong':
                this.roundTrips.pong(message, this.#now(), Date.now());
                break;
            case 'stats':
                this.stats = message;
                break;
            default:
                if (this.#subscription.isCurrent(message.symbol)) {
                    this.market.apply(message);
                }
        }
    }

    #hello({ symbols, source }) {
        this.symbols = symbols;
        this.source = source;
        const { symbol, book, unknown } = this.#onHello(symbols);
        if (unknown !== undefined) {
            this.#say(`There is no symbol ${unknown}`, 'error');
        }
        if (symbol !== undefined) {
            this.show(symbol, book);
        }
        this.#subscription.opened();
    }

    #closed(code, reason) {
        clearTimeout(this.#repairTimer);
        this.#repairsSinceCalm = 0;
        this.#subscription.closed();
        this.market.disconnected();
        this.roundTrips.clear();
        this.stats = null;
        if (code === 4008) {
            this.#say(`Too slow: the server cut this page off${reason ? ` (${reason})` : ''}, reconnecting`, 'warning');
        }
    }

    /** Asks for a fresh snapshot: at once the first time, then with growing pauses while it does not last. */
    #repair(trouble) {
        this.#say(`${trouble}. Asking for a fresh snapshot`, 'warning');
        const good = this.market.counts.checksumGood;
        if (good - this.#goodAtRepair > CALM_MESSAGES) {
            this.#repairsSinceCalm = 0;
        }
        this.#goodAtRepair = good;
        clearTimeout(this.#repairTimer);
        if (this.#repairsSinceCalm++ === 0) {
            this.#repairs.reset();
            this.#renew();
        } else {
            this.#repairTimer = setTimeout(() => this.#renew(), this.#repairs.next());
        }
    }

    #renew() {
        this.resyncs++;
        this.#subscription.renew();
        this.#onChange();
    }

    #say(text, kind) {
        this.notice = { text, kind, at: Date.now() };
        this.#onChange();
    }
}
