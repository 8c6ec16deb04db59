import assert from 'node:assert/strict';
import {test} from 'node:test';
import {FeedError, connect} from '../../main/resources/io/sluice/feed/web/sluice-feed.mjs';

/** A clock that goes on only when it is told to. */
class VirtualTime {
  #now = 1_000_000;
  #timers = new Map();
  #last = 0;

  now = () => this.#now;

  setTimeout = (task, millis) => {
    this.#timers.set(++this.#last, {at: this.#now + millis, task});
    return this.#last;
  };

  clearTimeout = (timer) => this.#timers.delete(timer);

  async advance(millis) {
    const until = this.#now + millis;
    for (;;) {
      const due = [...this.#timers].filter(([, timer]) => timer.at <= until).sort((a, b) => a[1].at - b[1].at)[0];
      if (!due) {
        break;
      }
      this.#timers.delete(due[0]);
      this.#now = due[1].at;
      due[1].task();
      await settled();
    }
    this.#now = until;
    await settled();
  }
}

/** Until what follows from what has happened has happened. */
async function settled() {
  for (let i = 0; i < 20; i++) {
    await null;
  }
}

/** The other end: a server that does as the test says. */
class Server {
  sockets = [];
  time = new VirtualTime();

  constructor() {
    const server = this;
    this.webSocket = class {
      sent = [];
      closedWith = null;

      constructor(url, protocol) {
        this.url = url;
        this.protocol = protocol;
        server.sockets.push(this);
      }

      send(text) {
        assert.equal(this.closedWith, null, 'sent on a socket that was closed');
        this.sent.push(JSON.parse(text));
      }

      close(code, reason) {
        this.closedWith = {code, reason};
      }

      say(...messages) {
        for (const message of messages) {
          this.onmessage({data: JSON.stringify(message)});
        }
      }

      /** Takes what was sent since this was last asked. */
      heard() {
        return this.sent.splice(0);
      }

      lose(code = 1006) {
        this.onclose({code, reason: ''});
      }
    };
  }

  connect(options = {}) {
    return connect('ws://server/feed', {webSocket: this.webSocket, time: this.time, random: () => 0, ...options});
  }

  get socket() {
    return this.sockets.at(-1);
  }

  /** Lets the newest socket come up; returns what subscriptions asked for. */
  async welcome(heartbeat = 5_000) {
    await settled();
    this.socket.onopen();
    const hello = this.socket.heard();
    assert.equal(hello[0].type, 'hello');
    this.socket.say({type: 'welcome', node: 'n', time: 0, session: 's', heartbeat, limits: {}});
    await settled();
    return this.socket.heard();
  }
}

const subscribed = (offset, more = {}) => ({
  type: 'subscribed', id: 1, epoch: 'e', offset, recovered: true, stateful: false, policy: 'backpressure', buffer: 256, ...more,
});
const data = (offset, more = {}) => ({type: 'data', id: 1, offset, json: offset * 10, ...more});

/** What a subscription with onEvent has got. */
function recorder() {
  const events = [];
  return {events, onEvent: (event) => events.push(event), offsets: () => events.filter((e) => e.type === 'data').map((e) => e.offset)};
}

test('a subscription begins with the connection, and asks for a window', async () => {
  const server = new Server();
  const client = server.connect({token: 'secret'});
  client.subscribe('trades', {policy: 'drop-oldest', window: 10});
  await settled();
  assert.equal(server.socket.protocol, 'sluice.v1');
  server.socket.onopen();
  assert.deepEqual(server.socket.heard(), [{type: 'hello', token: 'secret', agent: 'sluice-feed.mjs'}]);
  assert.equal(client.state, 'connecting');
  server.socket.say({type: 'welcome', heartbeat: 5_000});
  assert.equal(client.state, 'open');
  assert.deepEqual(server.socket.heard(), [
    {type: 'subscribe', id: 1, topic: 'trades', from: 'live', policy: 'drop-oldest', credit: 10},
  ]);
  client.close();
});

test('whoever iterates gets every event in order, and the server is asked for no more than fits the window', async () => {
  const server = new Server();
  const client = server.connect();
  const subscription = client.subscribe('t', {window: 4});
  await server.welcome();
  let granted = 4;
  server.socket.say(subscribed(0), data(1), data(2), data(3));
  const got = [];
  const events = subscription[Symbol.asyncIterator]();
  let sent = 3;
  while (got.length < 12) {
    const {value} = await events.next();
    got.push(value);
    for (const message of server.socket.heard()) {
      assert.equal(message.type, 'credit');
      granted = message.total;
      // Consumed values (not counting `started`) plus a window.
      assert.ok(granted <= got.length + 4, `${granted} granted with ${got.length} taken`);
    }
    while (sent < granted && sent < 11) {
      server.socket.say(data(++sent));
    }
  }
  assert.deepEqual(got.map((event) => event.offset), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  assert.deepEqual(got[1], {type: 'data', epoch: 'e', offset: 1, key: null, value: 10, count: 1, first: 1});
  client.close();
});

test('whoever requests gets what was requested', async () => {
  const server = new Server();
  const client = server.connect();
  const r = recorder();
  const subscription = client.subscribe('t', {onEvent: r.onEvent});
  assert.equal((await server.welcome())[0].credit, 0);
  server.socket.say(subscribed(0));
  assert.equal(r.events.length, 0);
  subscription.request(1);
  assert.deepEqual(r.events.map((e) => e.type), ['started']);
  assert.deepEqual(server.socket.heard(), []);
  subscription.request(1);
  assert.deepEqual(server.socket.heard(), [{type: 'credit', id: 1, total: 1}]);
  server.socket.say(data(1));
  subscription.request(2);
  assert.deepEqual(server.socket.heard(), [{type: 'credit', id: 1, total: 3}]);
  assert.deepEqual(r.offsets(), [1]);
  assert.throws(() => subscription.request(0), RangeError);
  client.close();
});

test('what is requested before it begins counts from its beginning', async () => {
  const server = new Server();
  const client = server.connect();
  const r = recorder();
  client.subscribe('t', {onEvent: r.onEvent}).request(3);
  assert.equal((await server.welcome())[0].credit, 2);
  server.socket.say(subscribed(0), data(1), data(2));
  assert.deepEqual(r.offsets(), [1, 2]);
  assert.deepEqual(server.socket.heard(), []);
  client.close();
});

test('after a lost connection it goes on where it was, with pauses that grow', async () => {
  const server = new Server();
  const client = server.connect();
  const r = recorder();
  client.subscribe('t', {onEvent: r.onEvent}).request(100);
  await server.welcome();
  server.socket.say(subscribed(41), data(42), data(43));
  server.socket.lose();
  assert.equal(client.state, 'waiting');
  await server.time.advance(199);
  assert.equal(server.sockets.length, 1);
  await server.time.advance(1);
  assert.equal(server.sockets.length, 2);
  server.socket.lose();
  await server.time.advance(399);
  assert.equal(server.sockets.length, 2);
  await server.time.advance(1);
  const [again] = await server.welcome();
  assert.deepEqual(again.from, {epoch: 'e', offset: 43});
  assert.equal(again.credit, 97);
  server.socket.say(subscribed(43), data(44));
  assert.deepEqual(r.offsets(), [42, 43, 44]);
  assert.equal(r.events.filter((e) => e.type === 'started').length, 1);
  client.close();
});

test('what could not be recovered is told, and the state follows', async () => {
  const server = new Server();
  const client = server.connect();
  const r = recorder();
  client.subscribe('t', {onEvent: r.onEvent}).request(100);
  await server.welcome();
  server.socket.say(subscribed(0), data(1));
  server.socket.lose();
  await server.time.advance(1_000);
  await server.welcome();
  server.socket.say(
    subscribed(9, {recovered: false, stateful: true}),
    {type: 'gap', id: 1, epoch: 'e', from: 2, to: 9},
    {type: 'snapshot-begin', id: 1, epoch: 'e', offset: 9, size: 2},
    {type: 'snapshot-entries', id: 1, entries: [{offset: 3, key: 'a', text: 'x'}, {offset: 9, key: 'b', bin: 'AQL/'}]},
    {type: 'snapshot-end', id: 1},
    data(10),
  );
  assert.deepEqual(r.events.slice(2).map((e) => e.type), ['gap', 'snapshot', 'data']);
  assert.deepEqual(r.events[2], {type: 'gap', epoch: 'e', from: 2, to: 9});
  assert.deepEqual(r.events[3].entries, [
    {offset: 3, key: 'a', value: 'x'}, {offset: 9, key: 'b', value: Uint8Array.of(1, 2, 255)},
  ]);
  client.close();
});

test('a connection that is lost while a snapshot is awaited begins with one, and what lies between is a gap', async () => {
  const server = new Server();
  const client = server.connect();
  const r = recorder();
  client.subscribe('t', {from: 'snapshot', onEvent: r.onEvent}).request(100);
  await server.welcome();
  server.socket.say(subscribed(5), {type: 'snapshot-begin', id: 1, epoch: 'e', offset: 5, size: 1});
  server.socket.lose();
  await server.time.advance(1_000);
  assert.equal((await server.welcome())[0].from, 'snapshot');
  server.socket.say(
    subscribed(8),
    {type: 'snapshot-begin', id: 1, epoch: 'e', offset: 8, size: 0},
    {type: 'snapshot-end', id: 1},
  );
  assert.deepEqual(r.events.slice(1), [
    {type: 'gap', epoch: 'e', from: 6, to: 8}, {type: 'snapshot', epoch: 'e', offset: 8, entries: []},
  ]);
  client.close();
});

test('under conflate it goes on from where the counts added up, and leaves out what comes again', async () => {
  const server = new Server();
  const client = server.connect();
  const r = recorder();
  client.subscribe('t', {policy: 'conflate', onEvent: r.onEvent}).request(100);
  await server.welcome();
  const conflate = {policy: 'conflate'};
  server.socket.say(
    subscribed(0, conflate),
    data(1, {key: 'a'}),
    data(4, {key: 'b', count: 2, first: 2}), // 3 is of c, and waits
  );
  server.socket.lose();
  await server.time.advance(1_000);
  assert.deepEqual((await server.welcome())[0].from, {epoch: 'e', offset: 1});
  server.socket.say(
    subscribed(1, conflate), data(2, {key: 'b'}), data(3, {key: 'c'}), data(4, {key: 'b'}), data(5, {key: 'b'}),
  );
  assert.deepEqual(r.offsets(), [1, 4, 3, 5]);
  server.socket.say(data(9, {key: 'a', count: 5, first: 6})); // more than there can be
  assert.equal(server.socket.closedWith.code, 4000);
  client.close();
});

test('a value that is missing without a word, and a lost tail, make it connect again from where it was', async () => {
  const server = new Server();
  const client = server.connect();
  const r = recorder();
  client.subscribe('t', {onEvent: r.onEvent}).request(100);
  await server.welcome();
  server.socket.say(subscribed(0), data(1), data(3));
  assert.equal(server.socket.closedWith.code, 4000);
  await server.time.advance(1_000);
  assert.deepEqual((await server.welcome())[0].from, {epoch: 'e', offset: 1});
  server.socket.say(subscribed(1), data(2), data(3));
  server.socket.say({type: 'heartbeat', time: 0, topics: [{id: 1, epoch: 'e', offset: 3}]});
  assert.equal(server.socket.closedWith, null);
  server.socket.say({type: 'heartbeat', time: 0, topics: [{id: 1, epoch: 'e', offset: 4}]});
  assert.equal(server.socket.closedWith.code, 4000);
  assert.deepEqual(r.offsets(), [1, 2, 3]);
  client.close();
});

test('a server that falls silent is left', async () => {
  const server = new Server();
  const client = server.connect();
  await server.welcome(1_000);
  await server.time.advance(2_400);
  server.socket.say({type: 'heartbeat', time: 0, topics: []});
  await server.time.advance(2_400);
  assert.equal(client.state, 'open');
  await server.time.advance(200);
  assert.equal(server.sockets[0].closedWith.code, 4000);
  client.close();
});

test('a server that is about to go is left for another without a pause', async () => {
  const server = new Server();
  const client = server.connect({random: () => 0.5});
  await server.welcome();
  server.socket.say({type: 'goaway', millis: 400, message: ''});
  await server.time.advance(199);
  assert.equal(server.sockets.length, 1);
  await server.time.advance(1);
  assert.equal(server.sockets.length, 2);
  client.close();
});

test('an error of one subscription ends that one alone', async () => {
  const server = new Server();
  const client = server.connect();
  const refused = client.subscribe('secret');
  const r = recorder();
  client.subscribe('t', {onEvent: r.onEvent}).request(9);
  await server.welcome();
  server.socket.say({type: 'error', id: 1, code: 4102, message: 'no permission'}, {...subscribed(0), id: 2}, {...data(1), id: 2});
  await assert.rejects(async () => {
    for await (const event of refused) {
      assert.fail(`an event: ${event}`);
    }
  }, (error) => error instanceof FeedError && error.code === 4102);
  assert.deepEqual(r.offsets(), [1]);
  client.close();
});

test('what another try would not change ends the client, and all that it has', async () => {
  const server = new Server();
  const client = server.connect();
  let ended = null;
  client.subscribe('t', {onEvent: () => {}, onEnd: (error) => { ended = error; }});
  await server.welcome();
  server.socket.lose(4403);
  assert.equal(client.state, 'closed');
  assert.equal(ended.code, 4403);
  await server.time.advance(60_000);
  assert.equal(server.sockets.length, 1);
  assert.throws(() => client.subscribe('t'), FeedError);
});

test('an expired token is replaced, where there is somebody to ask', async () => {
  const server = new Server();
  let asked = 0;
  const client = server.connect({token: async () => `token-${++asked}`});
  await server.welcome();
  server.socket.lose(4410);
  await server.time.advance(1_000);
  server.socket.onopen();
  assert.equal(server.socket.heard()[0].token, 'token-2');
  client.close();

  const other = new Server();
  const fixed = other.connect({token: 'old'});
  await other.welcome();
  other.socket.lose(4410);
  assert.equal(fixed.state, 'closed');
});

test('leaving the loop unsubscribes', async () => {
  const server = new Server();
  const client = server.connect();
  const subscription = client.subscribe('t');
  await server.welcome();
  server.socket.say(subscribed(0), data(1));
  for await (const event of subscription) {
    if (event.type === 'data') {
      break;
    }
  }
  assert.deepEqual(server.socket.heard().at(-1), {type: 'unsubscribe', id: 1});
  client.close();
});

test('the offset of the clocks is that of the quickest ping', async () => {
  const server = new Server();
  const client = server.connect();
  await server.welcome();
  assert.equal(client.clock, null);
  client.ping();
  const start = server.time.now();
  await server.time.advance(100);
  server.socket.say({type: 'pong', n: 1, time: (start + 50 - 7_000) * 1_000});
  assert.deepEqual(client.clock, {offset: 7_000, error: 50});
  client.ping();
  await server.time.advance(300);
  server.socket.say({type: 'pong', n: 2, time: 0});
  assert.equal(client.clock.error, 50);
  client.close();
});

test('a snapshot that is too large ends its subscription', async () => {
  const server = new Server();
  const client = server.connect();
  let ended = null;
  client.subscribe('t', {from: 'snapshot', maxSnapshotEntries: 10, onEvent: () => {}, onEnd: (error) => { ended = error; }});
  await server.welcome();
  server.socket.say(subscribed(0), {type: 'snapshot-begin', id: 1, epoch: 'e', offset: 0, size: 11});
  assert.equal(ended.code, 1009);
  assert.equal(server.socket.heard().at(-1).type, 'unsubscribe');
  client.close();
});
