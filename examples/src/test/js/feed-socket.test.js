import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { Backoff } from '../../main/resources/webroot/js/backoff.js';
import { FeedSocket } from '../../main/resources/webroot/js/feed-socket.js';
import { ManualTimers } from './manual-timers.js';

/** The part of a browser's WebSocket that the page uses, driven by the test. */
class FakeSocket {
    readyState = 0;
    sent = [];
    closedWith = null;

    send(text) {
        this.sent.push(text);
    }

    close(code) {
        this.closedWith = code;
        this.readyState = 2;
    }

    says(message) {
        this.readyState = 1;
        this.onmessage({ data: typeof message === 'string' ? message : JSON.stringify(message) });
    }

    drops(code = 1006, reason = '') {
        this.readyState = 3;
        this.onclose({ code, reason });
    }
}

let sockets;
let events;
let clock;
let timers;

beforeEach(() => {
    timers = new ManualTimers().install();
    sockets = [];
    events = { messages: [], closed: [], problems: [], states: [] };
    clock = 0;
});

afterEach(() => timers.remove());

function pass(millis) {
    clock += millis;
    timers.tick(millis);
}

function start() {
    const feed = new FeedSocket({
        url: 'ws://here/feed',
        backoff: new Backoff({ random: () => 0 }),
        now: () => clock,
        openSocket: () => {
            const socket = new FakeSocket();
            sockets.push(socket);
            return socket;
        },
        listener: {
            message: (message) => events.messages.push(message),
            closed: (close) => events.closed.push(close),
            problem: (text) => events.problems.push(text),
            changed: (state) => events.states.push(state.name),
        },
    });
    feed.start();
    return feed;
}

test('it is connecting until the first message, then live', () => {
    const feed = start();
    assert.equal(feed.state.name, 'connecting');
    sockets[0].says({ type: 'hello' });
    assert.equal(feed.state.name, 'live');
    assert.deepEqual(events.messages, [{ type: 'hello' }]);
    assert.equal(feed.reconnects, 0);
    assert.equal(feed.messages, 1);
    assert.equal(feed.bytes, '{"type":"hello"}'.length);
});

test('a dropped connection comes back after the back-off, which grows while it fails', () => {
    const feed = start();
    sockets[0].says({ type: 'hello' });
    for (const wait of [500, 1000, 2000, 4000, 5000, 5000]) {
        const before = sockets.length;
        sockets.at(-1).drops();
        assert.equal(feed.state.name, 'reconnecting');
        assert.equal(feed.state.retryAt, clock + wait);
        pass(wait - 1);
        assert.equal(sockets.length, before, `connected before ${wait} ms had passed`);
        pass(1);
        assert.equal(sockets.length, before + 1);
        assert.equal(feed.state.name, 'connecting');
    }
    assert.equal(feed.reconnects, 0, 'an attempt is no reconnect');
    sockets.at(-1).says({ type: 'hello' });
    assert.equal(feed.reconnects, 1);
});

test('back-off starts afresh after a connection that held, not after each hello', () => {
    const feed = start();
    sockets[0].drops();
    pass(500);
    sockets[1].says({ type: 'hello' });
    pass(1000);
    sockets[1].drops();
    assert.equal(feed.state.retryAt - clock, 1000);
    pass(1000);
    sockets[2].says({ type: 'hello' });
    for (let second = 0; second < 5; second++) {
        pass(1000);
        sockets[2].says({ type: 'stats' });
    }
    sockets[2].drops();
    assert.equal(feed.state.retryAt - clock, 500);
});

test('the close code for slow readers is told until the connection is live again', () => {
    const feed = start();
    sockets[0].says({ type: 'hello' });
    sockets[0].drops(4008, 'too far behind');
    assert.deepEqual(events.closed, [{ code: 4008, reason: 'too far behind' }]);
    assert.equal(feed.state.tooSlow, true);
    pass(500);
    assert.equal(feed.state.tooSlow, true);
    sockets[1].says({ type: 'hello' });
    assert.equal(feed.state.tooSlow, false);
});

test('ten seconds of silence are a dead connection, which is not waited for', () => {
    const feed = start();
    sockets[0].says({ type: 'hello' });
    for (let second = 0; second < 30; second++) {
        pass(1000);
        sockets[0].says({ type: 'stats' });
    }
    assert.equal(sockets.length, 1);
    for (let second = 0; second < 9; second++) {
        pass(1000);
    }
    assert.equal(feed.state.name, 'live');
    pass(1000);
    assert.equal(feed.state.name, 'reconnecting');
    assert.notEqual(sockets[0].closedWith, null);
    assert.equal(sockets[0].onmessage, null, 'a late message of the dead socket must not arrive');
});

test('stopping closes and stays stopped, starting connects at once and is no reconnect', () => {
    const feed = start();
    sockets[0].says({ type: 'hello' });
    feed.stop();
    assert.equal(sockets[0].closedWith, 1000);
    assert.equal(events.closed.length, 1);
    pass(60_000);
    assert.equal(sockets.length, 1);
    assert.equal(feed.state.name, 'stopped');
    feed.start();
    sockets[1].says({ type: 'hello' });
    assert.equal(feed.state.name, 'live');
    assert.equal(feed.reconnects, 0);
});

test('stopping cuts a wait short for good', () => {
    const feed = start();
    sockets[0].drops();
    feed.stop();
    pass(60_000);
    assert.equal(sockets.length, 1);
});

test('a wait can be cut short, once', () => {
    const feed = start();
    sockets[0].drops();
    feed.retryNow();
    assert.equal(sockets.length, 2);
    pass(500);
    assert.equal(sockets.length, 2, 'the timer of the wait must be gone');
    feed.retryNow();
    assert.equal(sockets.length, 2, 'there is no wait to cut short');
});

test('what is not JSON is reported and skipped', () => {
    start();
    sockets[0].says('{"type":');
    sockets[0].says({ type: 'hello' });
    assert.equal(events.problems.length, 1);
    assert.deepEqual(events.messages, [{ type: 'hello' }]);
});

test('sending without an open connection says so', () => {
    const feed = start();
    assert.equal(feed.send({ op: 'ping', id: 1 }), false);
    sockets[0].says({ type: 'hello' });
    assert.equal(feed.send({ op: 'ping', id: 1 }), true);
    assert.deepEqual(sockets[0].sent, ['{"op":"ping","id":1}']);
});
