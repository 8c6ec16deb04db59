// Time that passes when a test says so. Node's own differs between its versions.

const real = { setTimeout, clearTimeout };

export class ManualTimers {
    #now = 0;
    #lastId = 0;
    #waiting = new Map(); // id -> { at, action }

    /** Takes the place of setTimeout and clearTimeout until it is removed. */
    install() {
        globalThis.setTimeout = (action, millis) => {
            this.#waiting.set(++this.#lastId, { at: this.#now + millis, action });
            return this.#lastId;
        };
        globalThis.clearTimeout = (id) => this.#waiting.delete(id);
        return this;
    }

    remove() {
        Object.assign(globalThis, real);
    }

    /** Lets so much time pass, and with it what falls due, in the order of time. */
    tick(millis) {
        const end = this.#now + millis;
        for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
            const [id, { at, action }] = next;
            this.#waiting.delete(id);
            this.#now = at;
            action();
        }
        this.#now = end;
    }

    /** The first of those that are due by then; of several at once the one that was set first. */
    #next(end) {
        return [...this.#waiting]
            .filter(([, { at }]) => at <= end)
            .sort(([a, { at: first }], [b, { at: second }]) => first - second || a - b)[0];
    }
}
