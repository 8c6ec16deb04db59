// One lasting connection to the feed: connects, watches over silence, and reconnects by itself with back-off.

import { Backoff } from './backoff.js';

/** The server's close code for a reader that fell too far behind. */
export const TOO_SLOW = 4008;

const TICK_MILLIS = 1_000;
const SILENT_TICKS = 10; // the server speaks once a second, so ten seconds of silence are a dead connection
const STABLE_TICKS = 5; // back-off starts afresh only after a connection that held, not after each handshake

/**
 * States: connecting (no message yet), live, reconnecting (waiting for `retryAt`), stopped. Silence is counted in
 * ticks, not by the clock: a tab that the browser froze has seen no ticks and gives the server time to be heard.
 */
export class FeedSocket {
    /** { name, retryAt, tooSlow } */
    state = { name: 'stopped', retryAt: 0, tooSlow: false };
    reconnects = 0;
    messages = 0;
    bytes = 0;

    #url;
    #openSocket;
    #backoff;
    #now;
    #listener;
    #socket = null;
    #timer = null;
    #silentTicks = 0;
    #liveTicks = 0;
    #everLive = false;

    /** `listener` gets message(object), closed({code, reason}), problem(text) and changed(state). */
    constructor({ url, listener, openSocket, backoff = new Backoff(), now = () => performance.now() }) {
        this.#url = url;
        this.#listener = listener;
        this.#openSocket = openSocket ?? ((address) => new WebSocket(address));
        this.#backoff = backoff;
        this.#now = now;
    }

    start() {
        if (this.state.name === 'stopped') {
            this.#connect(false);
        }
    }

    /** Closes and stays closed until start(). */
    stop() {
        if (this.state.name !== 'stopped') {
            const connected = this.#socket !== null;
            this.#abandon(1000);
            if (connected) {
                this.#listener.closed({ code: 1000, reason: 'stopped' });
            }
            this.#everLive = false; // coming back by hand is no reconnect
            this.#become('stopped');
        }
    }

    /** Cuts a wait short, for example when the network came back. */
    retryNow() {
        if (this.state.name === 'reconnecting') {
            this.#connect(this.state.tooSlow);
        }
    }

    /** Sends if the connection is open; what is asked while there is none is for the caller to repeat. */
    send(message) {
        if (this.#socket === null || this.#socket.readyState !== 1) {
            return false;
        }
        this.#socket.send(JSON.stringify(message));
        return true;
    }

    #connect(tooSlow) {
        clearTimeout(this.#timer);
        this.#become('connecting', 0, tooSlow);
        this.#silentTicks = 0;
        this.#liveTicks = 0;
        let socket;
        try {
            socket = this.#openSocket(this.#url);
        } catch (failure) {
            this.#listener.problem(`Cannot connect: ${failure.message}`);
            this.#waitAndRetry(false);
            return;
        }
        this.#socket = socket;
        socket.onmessage = (event) => this.#isCurrent(socket) && this.#received(event.data);
        socket.onclose = (event) => this.#isCurrent(socket) && this.#lost(event.code, event.reason);
        this.#timer = setTimeout(() => this.#tick(), TICK_MILLIS);
    }

    #isCurrent(socket) {
        return this.#socket === socket;
    }

    #received(text) {
        this.messages++;
        this.bytes += text.length; // the feed is ASCII, so characters are bytes
        this.#silentTicks = 0;
        if (this.state.name === 'connecting') {
            if (this.#everLive) {
                this.reconnects++;
            }
            this.#everLive = true;
            this.#become('live');
        }
        let message;
        try {
            message = JSON.parse(text);
        } catch {
            this.#listener.problem('The server sent a message that is not JSON');
            return;
        }
        this.#listener.message(message);
    }

    #tick() {
        this.#silentTicks++;
        if (this.#silentTicks >= SILENT_TICKS) {
            this.#abandon(4000);
            this.#listener.problem(`No message for ${SILENT_TICKS} s, reconnecting`);
            this.#lost(1006, 'silent');
            return;
        }
        if (this.state.name === 'live' && ++this.#liveTicks === STABLE_TICKS) {
            this.#backoff.reset();
        }
        this.#timer = setTimeout(() => this.#tick(), TICK_MILLIS);
    }

    #lost(code, reason) {
        this.#socket = null;
        clearTimeout(this.#timer);
        this.#listener.closed({ code, reason });
        this.#waitAndRetry(code === TOO_SLOW);
    }

    #waitAndRetry(tooSlow) {
        const delay = this.#backoff.next();
        this.#become('reconnecting', this.#now() + delay, tooSlow);
        this.#timer = setTimeout(() => this.#connect(tooSlow), delay);
    }

    /** Lets go of the socket at once: a dead peer would let a closing handshake hang for minutes. */
    #abandon(code) {
        clearTimeout(this.#timer);
        const socket = this.#socket;
        this.#socket = null;
        if (socket !== null) {
            socket.onmessage = socket.onclose = null;
            socket.close(code);
        }
    }

    #become(name, retryAt = 0, tooSlow = false) {
        this.state = { name, retryAt, tooSlow };
        this.#listener.changed(this.state);
    }
}
