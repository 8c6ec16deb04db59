/*
 * A client of sluice.v1 (docs/protocol.md): topics over one WebSocket, in the JSON form. For browsers and for Node.js; depends on
 * nothing.
 *
 *     const client = connect('wss://host/feed', {token});
 *     for await (const event of client.subscribe('trades.BTC')) { ... }
 *
 * Backpressure: a subscription asks the server for as many events as there is room for in its window, so what is not taken here
 * waits at the server, under the policy that was chosen. Memory: a window of events per subscription, and one snapshot.
 * After a lost connection every subscription goes on where it was; events tell what is missing, if anything is.
 */

const SUBPROTOCOL = 'sluice.v1';

/** Why a subscription, or the client, has ended: `code` is one of the protocol's. */
export class FeedError extends Error {
  constructor(code, message) {
    super(message || `closed with ${code}`);
    this.name = 'FeedError';
    this.code = code;
  }
}

/** Connects, and stays connected until `close`. See sluice-feed.d.mts for the options. */
export function connect(url, options = {}) {
  return new FeedClient(url, options);
}

/** Closed with one of these, the same client would only be refused again. */
const FINAL = new Set([1009, 4400, 4403, 4406, 4409]);
const WANTS_ANOTHER_TOKEN = new Set([4401, 4410]);
const GOING_AWAY = 4110;
/** What this side closes with when the server breaks the protocol, or falls silent. */
const GIVEN_UP = 4000;
/** A connection that has lived so long was well: what ails it now is new, and pauses begin anew. */
const WELL_MILLIS = 5_000;
const SILENT_HEARTBEATS = 2.5;

const realTime = {
  now: () => Date.now(),
  setTimeout: (task, millis) => setTimeout(task, millis),
  clearTimeout: (timer) => clearTimeout(timer),
};

class FeedClient {
  #url;
  #options;
  #time;
  #socket = null;
  #open = false;
  #closed = false;
  #subscriptions = new Map();
  #lastId = 0;
  #failures = 0;
  #openedAt = 0;
  #moving = false;
  #retry = null;
  #watchdog = null;
  #heartbeat = 0;
  #pings = new Map();
  #lastPing = 0;
  #clock = null;

  constructor(url, options) {
    this.#url = url;
    this.#options = {minPause: 200, maxPause: 10_000, maxSnapshotEntries: 100_000, random: Math.random, ...options};
    this.#time = options.time ?? realTime;
    this.#connect();
  }

  /** 'connecting', 'open', 'waiting' (to connect again) or 'closed'. */
  get state() {
    if (this.#closed) {
      return 'closed';
    }
    return this.#open ? 'open' : this.#socket ? 'connecting' : 'waiting';
  }

  /** By how much this clock is ahead of the server's, in milliseconds, give or take `error`; null before the first `ping`. */
  get clock() {
    return this.#clock;
  }

  /** Subscribes; see sluice-feed.d.mts. Begins as soon as there is a connection. */
  subscribe(topic, options = {}) {
    if (this.#closed) {
      throw new FeedError(1000, 'the client is closed');
    }
    const id = ++this.#lastId;
    const subscription = new FeedSubscription(topic, {maxSnapshotEntries: this.#options.maxSnapshotEntries, ...options}, {
      id,
      send: (message) => this.#send(message),
      violated: (why) => this.#giveUp(why),
      left: () => this.#subscriptions.delete(id),
    });
    this.#subscriptions.set(id, subscription);
    if (this.#open) {
      subscription.attach();
    }
    return subscription;
  }

  /** Another token in place of the one before, for this connection and those to come. */
  renew(token) {
    this.#options.token = token;
    this.#send({type: 'token', token});
  }

  /** Measures the offset of the clocks; `clock` keeps the measurement with the shortest round trip. */
  ping() {
    const n = ++this.#lastPing;
    if (this.#send({type: 'ping', n})) {
      this.#pings.set(n, this.#time.now());
    }
  }

  /** Ends all subscriptions, and the connection. */
  close() {
    this.#end(null);
  }

  #end(error) {
    if (this.#closed) {
      return;
    }
    this.#closed = true;
    this.#time.clearTimeout(this.#retry);
    this.#time.clearTimeout(this.#watchdog);
    const socket = this.#socket;
    this.#leaveSocket();
    socket?.close(1000);
    for (const subscription of [...this.#subscriptions.values()]) {
      subscription.end(error);
    }
    this.#tell();
  }

  async #connect() {
    this.#retry = null;
    let token;
    try {
      token = typeof this.#options.token === 'function' ? await this.#options.token() : this.#options.token;
    } catch {
      this.#again();
      return;
    }
    if (this.#closed) {
      return;
    }
    const WebSocketClass = this.#options.webSocket ?? globalThis.WebSocket;
    if (!WebSocketClass) {
      this.#end(new FeedError(1006, 'there is no WebSocket here: give one as the option webSocket'));
      return;
    }
    const socket = new WebSocketClass(this.#url, SUBPROTOCOL);
    this.#socket = socket;
    this.#tell();
    const ours = (task) => (event) => {
      if (this.#socket === socket) {
        task(event);
      }
    };
    socket.onopen = ours(() => this.#sendNow({type: 'hello', ...(token === undefined ? {} : {token}), agent: 'sluice-feed.mjs'}));
    socket.onmessage = ours((event) => this.#take(event.data));
    socket.onclose = ours((event) => this.#lost(event.code, event.reason));
    socket.onerror = () => {}; // a close follows
  }

  #sendNow(message) {
    this.#socket.send(JSON.stringify(message));
  }

  /** False if it is not connected: what matters is said again at the next connection. */
  #send(message) {
    if (this.#open) {
      this.#sendNow(message);
    }
    return this.#open;
  }

  #take(data) {
    this.#watch();
    let message;
    try {
      message = JSON.parse(data);
    } catch {
      this.#giveUp('what came is no JSON');
      return;
    }
    switch (message.type) {
      case 'welcome':
        this.#open = true;
        this.#openedAt = this.#time.now();
        this.#heartbeat = message.heartbeat;
        this.#watch();
        this.#tell();
        for (const subscription of [...this.#subscriptions.values()]) {
          subscription.attach();
        }
        break;
      case 'heartbeat':
        for (const quiet of message.topics ?? []) {
          if (this.#subscriptions.get(quiet.id)?.hasMissed(quiet)) {
            this.#giveUp('something was lost');
            break;
          }
        }
        break;
      case 'pong':
        this.#pong(message);
        break;
      case 'goaway':
        this.#goAway(message.millis);
        break;
      case 'error':
        if (message.id === undefined || message.id === null) {
          this.#options.onError?.(new FeedError(message.code, message.message));
          break;
        }
      // falls through: it is a subscription's
      default:
        this.#subscriptions.get(message.id)?.take(message);
    }
  }

  #pong({n, time}) {
    const sent = this.#pings.get(n);
    this.#pings.delete(n);
    if (sent === undefined) {
      return;
    }
    const now = this.#time.now();
    const error = (now - sent) / 2;
    if (this.#clock === null || error <= this.#clock.error) {
      this.#clock = {offset: (sent + now) / 2 - time / 1_000, error};
    }
  }

  /** Not all clients of a server move at the same moment. */
  #goAway(millis) {
    const socket = this.#socket;
    this.#moving = true;
    this.#time.setTimeout(() => {
      if (this.#socket === socket) {
        socket.close(1000);
        this.#lost(1001, 'moved');
      }
    }, this.#options.random() * Math.min(millis, 1_000));
  }

  /** The server has broken the protocol, or is silent: another connection may do better, and nothing is lost by it. */
  #giveUp(why) {
    const socket = this.#socket;
    if (socket) {
      socket.close(GIVEN_UP, why);
      this.#lost(GIVEN_UP, why);
    }
  }

  #watch() {
    this.#time.clearTimeout(this.#watchdog);
    if (this.#heartbeat > 0) {
      this.#watchdog = this.#time.setTimeout(() => this.#giveUp('the server is silent'), this.#heartbeat * SILENT_HEARTBEATS);
    }
  }

  #leaveSocket() {
    this.#socket = null;
    this.#open = false;
    this.#heartbeat = 0;
    this.#pings.clear();
    this.#time.clearTimeout(this.#watchdog);
  }

  #lost(code, reason) {
    const wasOpen = this.#open;
    this.#leaveSocket();
    for (const subscription of this.#subscriptions.values()) {
      subscription.detach();
    }
    const renewable = typeof this.#options.token === 'function';
    if (FINAL.has(code) || (WANTS_ANOTHER_TOKEN.has(code) && !renewable)) {
      this.#end(new FeedError(code, reason));
      return;
    }
    if (wasOpen && this.#time.now() - this.#openedAt >= WELL_MILLIS) {
      this.#failures = 0;
    }
    this.#again();
  }

  #again() {
    let pause = 0;
    if (!this.#moving) {
      const whole = Math.min(this.#options.maxPause, this.#options.minPause * 2 ** Math.min(this.#failures++, 30));
      pause = whole - (whole / 2) * this.#options.random();
    }
    this.#moving = false;
    this.#retry = this.#time.setTimeout(() => this.#connect(), pause);
    this.#tell();
  }

  #tell() {
    this.#options.onState?.(this.state);
  }
}

/** One topic. Either it is iterated, or `onEvent` is called for as many events as were `request`ed. */
class FeedSubscription {
  #topic;
  #options;
  #client;
  #queue = [];
  #requested = 0;
  #delivering = false;
  #waiters = [];
  #attached = false;
  #confirmed = false;
  #done = false;
  #error = null;
  #place = new ResumePoint();
  #keyed = false;
  #snapshotComesLast = false;
  #awaitsSnapshot = false;
  #fromSnapshot = false;
  #snapshot = null;
  #received = 0;
  #granted = 0;

  constructor(topic, options, client) {
    this.#topic = topic;
    this.#options = {from: 'live', window: 256, ...options};
    this.#client = client;
  }

  get topic() {
    return this.#topic;
  }

  /** Where it is: what to give as `from` to go on here another time. Null before it began. */
  get position() {
    return this.#place.safe;
  }

  /** Has `onEvent` called for `n` events more. */
  request(n) {
    if (!this.#options.onEvent) {
      throw new TypeError('request is for subscriptions with onEvent; iterated ones ask by themselves');
    }
    if (!(n > 0)) {
      throw new RangeError(`n must be positive, not ${n}`);
    }
    this.#requested += n;
    this.#deliver();
  }

  /** No more of it. */
  cancel() {
    if (!this.#done) {
      if (this.#attached) {
        this.#client.send({type: 'unsubscribe', id: this.#client.id});
      }
      this.#queue = [];
      this.end(null);
    }
  }

  [Symbol.asyncIterator]() {
    if (this.#options.onEvent) {
      throw new TypeError('its events go to onEvent');
    }
    return {
      next: () => this.#next(),
      return: async () => {
        this.cancel();
        return {done: true, value: undefined};
      },
    };
  }

  #next() {
    return new Promise((resolve, reject) => {
      this.#waiters.push({resolve, reject});
      this.#deliver();
    });
  }

  // From the client.

  /** There is a connection: begins, or goes on where it was. */
  attach() {
    this.#attached = true;
    this.#confirmed = false;
    this.#snapshot = null;
    this.#received = 0;
    this.#granted = this.#wanted();
    this.#fromSnapshot = this.#awaitsSnapshot;
    const {policy, buffer, rate} = this.#options;
    const from = !this.#place.safe ? this.#options.from : this.#fromSnapshot ? 'snapshot' : this.#place.safe;
    this.#client.send({
      type: 'subscribe', id: this.#client.id, topic: this.#topic, from, policy, buffer, rate, credit: this.#granted,
    });
  }

  detach() {
    this.#attached = false;
    this.#snapshot = null;
  }

  end(error) {
    if (this.#done) {
      return;
    }
    this.#done = true;
    this.#error = error;
    this.#client.left();
    if (error) {
      this.#queue = [];
    }
    this.#deliver();
    if (this.#options.onEvent) {
      this.#options.onEnd?.(error);
    }
  }

  /** Whether the server, which has nothing waiting for us, is further than what has come. */
  hasMissed({epoch, offset}) {
    const at = this.#place.safe;
    return this.#confirmed && !this.#keyed && !this.#awaitsSnapshot && at !== null && (at.epoch !== epoch || at.offset !== offset);
  }

  take(message) {
    if (!this.#attached || this.#done) {
      return;
    }
    switch (message.type) {
      case 'error':
        this.#attached = false;
        if (message.code !== GOING_AWAY) { // there, the next connection will do
          this.end(new FeedError(message.code, message.message));
        }
        return;
      case 'unsubscribed':
        this.#attached = false;
        this.end(null);
        return;
      case 'status':
        this.#options.onStatus?.(message.state, message.detail);
        return;
      case 'subscribed':
        this.#subscribed(message);
        break;
      default:
        if (this.#confirmed) {
          this.#event(message);
        }
    }
    this.#deliver();
  }

  #subscribed({epoch, offset, recovered, policy, stateful}) {
    const at = {epoch, offset};
    this.#confirmed = true;
    this.#keyed = policy === 'conflate';
    this.#snapshotComesLast = policy === 'backpressure' && stateful === true;
    if (!this.#place.safe) {
      this.#begin(at, recovered);
    } else if (this.#fromSnapshot) {
      this.#queue.push(...this.#place.missingBefore(at));
      this.#place.set(at);
    } else if (!recovered) {
      this.#awaitsSnapshot = true;
      this.#place.set(unrecovered(this.#place.safe, at));
    } else if (same(at, this.#place.safe)) {
      this.#place.resumed();
    } else {
      this.#client.violated('it has not begun where it says');
    }
  }

  #begin(at, recovered) {
    const from = this.#options.from;
    const asked = typeof from === 'object' ? from : null;
    this.#place.set(asked && !recovered ? unrecovered(asked, at) : at);
    this.#awaitsSnapshot = from === 'snapshot' || (asked !== null && !recovered) || (from === 'oldest' && this.#snapshotComesLast);
    this.#queue.push({type: 'started', ...at, recovered});
  }

  #event(message) {
    switch (message.type) {
      case 'data':
        this.#data(message);
        break;
      case 'gap':
        this.#received++;
        if (!this.#place.gap(this.#keyed, message.epoch, message.from, message.to)) {
          this.#client.violated('the gap is elsewhere');
          return;
        }
        this.#awaitsSnapshot = true;
        this.#queue.push({type: 'gap', epoch: message.epoch, from: message.from, to: message.to});
        break;
      case 'reset':
        this.#received++;
        this.#place.set({epoch: message.epoch, offset: message.offset});
        this.#awaitsSnapshot = true;
        this.#queue.push({
          type: 'reset', lastEpoch: message.lastEpoch, lastOffset: message.lastOffset, epoch: message.epoch, offset: message.offset,
        });
        break;
      case 'snapshot-begin':
        if (message.size > this.#options.maxSnapshotEntries) {
          this.#attached = false;
          this.#client.send({type: 'unsubscribe', id: this.#client.id});
          this.end(new FeedError(1009, `a snapshot of ${message.size} entries is larger than maxSnapshotEntries`));
          return;
        }
        this.#snapshot = {type: 'snapshot', epoch: message.epoch, offset: message.offset, entries: []};
        break;
      case 'snapshot-entries':
        for (const entry of message.entries) {
          this.#snapshot?.entries.push(entryOf(entry));
        }
        break;
      case 'snapshot-end':
        this.#snapshotEnd();
        break;
      default: // of a newer server
    }
  }

  #data(message) {
    this.#received++;
    const {offset} = message;
    const count = message.count ?? 1;
    const first = message.first ?? offset;
    const found = this.#place.value(this.#keyed, message.key ?? '', offset, count, first);
    if (found === 'misplaced') {
      this.#client.violated('something is missing');
      return;
    }
    if (found === 'new') {
      this.#queue.push({type: 'data', epoch: this.#place.safe.epoch, ...entryOf(message), count, first});
    }
    this.#awaitsSnapshot = this.#awaitsSnapshot && this.#snapshotComesLast;
  }

  #snapshotEnd() {
    this.#received++;
    const whole = this.#snapshot;
    if (whole === null) {
      this.#client.violated('a snapshot ends that has not begun');
      return;
    }
    this.#snapshot = null;
    this.#awaitsSnapshot = false;
    this.#place.set({epoch: whole.epoch, offset: whole.offset});
    this.#queue.push(whole);
  }

  // To whoever takes the events, and to the server.

  #deliver() {
    if (!this.#delivering) {
      this.#delivering = true;
      try {
        this.#options.onEvent ? this.#call() : this.#resolve();
      } finally {
        this.#delivering = false;
      }
    }
    this.#grant();
  }

  #call() {
    while (this.#requested > 0 && this.#queue.length > 0) {
      this.#requested--;
      this.#options.onEvent(this.#queue.shift(), this);
    }
  }

  #resolve() {
    while (this.#waiters.length > 0 && (this.#queue.length > 0 || this.#done)) {
      const waiter = this.#waiters.shift();
      if (this.#queue.length > 0) {
        waiter.resolve({done: false, value: this.#queue.shift()});
      } else if (this.#error) {
        const error = this.#error;
        this.#error = null; // an iterator fails once
        waiter.reject(error);
      } else {
        waiter.resolve({done: true, value: undefined});
      }
    }
  }

  /** Events that may still come, beside those that are here. */
  #wanted() {
    if (!this.#options.onEvent) {
      return Math.max(0, this.#options.window - this.#queue.length);
    }
    const beginning = this.#place.safe ? 0 : 1; // nothing waits here while something is requested
    return Math.min(this.#options.window, Math.max(0, this.#requested - beginning));
  }

  /** Grants when nothing is left of the last one, or half a window is to be added. */
  #grant() {
    if (!this.#attached || this.#done) {
      return;
    }
    const open = this.#granted - this.#received;
    const more = this.#wanted() - open;
    if (more > 0 && (open <= 0 || more >= this.#options.window / 2)) {
      this.#granted = this.#received + this.#wanted();
      this.#client.send({type: 'credit', id: this.#client.id, total: this.#granted});
    }
  }
}

/**
 * Where a subscription is: the place before which nothing can be missing. With keys that wait, offsets come out of order; then it is
 * the last place at which the counts added up, and of what has come since the highest offset of each key is kept, to know it when
 * it comes again.
 */
class ResumePoint {
  safe = null;
  #ahead = new Map();
  #highest = 0;
  #accounted = 0;

  /** Everything up to `place` is known, or void. */
  set(place) {
    this.safe = place;
    this.#highest = place.offset;
    this.#accounted = 0;
    this.#ahead.clear();
  }

  /** What follows comes from `safe` on again. */
  resumed() {
    this.#highest = this.safe.offset;
    this.#accounted = 0;
  }

  /** 'new', 'repeated', or 'misplaced': something is missing before it, and nobody has said so. */
  value(keyed, key, offset, count, first) {
    if (!keyed) {
      if (first !== this.safe.offset + 1 || offset - first + 1 !== count) {
        return 'misplaced';
      }
      this.set({epoch: this.safe.epoch, offset});
      return 'new';
    }
    const repeated = offset <= (this.#ahead.get(key) ?? -1);
    if (!repeated) {
      this.#ahead.set(key, offset);
    }
    return this.#add(offset, count) ? (repeated ? 'repeated' : 'new') : 'misplaced';
  }

  /** Whether the gap can be there. */
  gap(keyed, epoch, from, to) {
    if (epoch !== this.safe.epoch || to < from) {
      return false;
    }
    if (keyed) {
      return this.#add(to, to - from + 1);
    }
    if (from !== this.safe.offset + 1) {
      return false;
    }
    this.set({epoch, offset: to});
    return true;
  }

  #add(offset, count) {
    this.#highest = Math.max(this.#highest, offset);
    this.#accounted += count;
    const way = this.#highest - this.safe.offset;
    if (this.#accounted === way) {
      this.safe = {epoch: this.safe.epoch, offset: this.#highest};
      this.#accounted = 0;
      for (const [key, seen] of this.#ahead) { // of what comes again, some may have come from beyond
        if (seen <= this.#highest) {
          this.#ahead.delete(key);
        }
      }
      return true;
    }
    return this.#accounted <= way;
  }

  /** Events for what lies between here and `place`. */
  missingBefore(place) {
    const missing = [];
    let from = this.safe;
    if (from.epoch !== place.epoch) {
      missing.push({type: 'reset', lastEpoch: from.epoch, lastOffset: from.offset, epoch: place.epoch, offset: 0});
      from = {epoch: place.epoch, offset: 0};
    }
    if (from.offset < place.offset) {
      missing.push({type: 'gap', epoch: place.epoch, from: from.offset + 1, to: place.offset});
    }
    return missing;
  }
}

/** Where what comes goes on from: a gap from `last` to `at` comes first, unless there can be none. */
function unrecovered(last, at) {
  return last.epoch === at.epoch && last.offset > at.offset ? at : last;
}

function same(a, b) {
  return a.epoch === b.epoch && a.offset === b.offset;
}

/** A value or a snapshot's entry, with its payload as `value`. */
function entryOf(message) {
  const entry = {offset: message.offset, key: message.key ?? null};
  if (message.deleted) {
    return {...entry, deleted: true, value: undefined};
  }
  if (message.bin !== undefined) {
    return {...entry, value: Uint8Array.from(atob(message.bin), (character) => character.charCodeAt(0))};
  }
  return {...entry, value: message.json === undefined ? message.text : message.json};
}
