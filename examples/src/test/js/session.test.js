import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { Backoff } from '../../main/resources/webroot/js/backoff.js';
import { OrderBook } from '../../main/resources/webroot/js/book.js';
import { Session } from '../../main/resources/webroot/js/session.js';
import { ManualTimers } from './manual-timers.js';

/** A server that answers as the protocol says, with a book of its own. */
class FakeServer {
    readyState = 1;
    sent = [];
    book = new OrderBook();

    send(text) {
        const request = JSON.parse(text);
        this.sent.push(`${request.op} ${request.symbol ?? ''}`.trim());
        if (request.op === 'subscribe') {
            this.says({ type: 'subscribed', symbol: request.symbol });
            this.snapshot(request.symbol);
        } else if (request.op === 'unsubscribe') {
            this.says({ type: 'unsubscribed', symbol: request.symbol });
        }
    }

    close() {}

    hello(symbols = ['AAA', 'BBB']) {
        this.says({ type: 'hello', symbols, source: 'synthetic' });
    }

    snapshot(symbol, u = 10) {
        const levels = { u, bids: [['99.0', '1.0']], asks: [['101.0', '1.0']] };
        this.book.snapshot(levels);
        this.says({ type: 'book', symbol, kind: 'snapshot', ...levels, crc: this.book.checksum() });
    }

    update(symbol, U, u, { crc, bids = [['98.0', `${u}.0`]] } = {}) {
        this.book.update({ U: 0, u, bids, asks: [] });
        crc ??= this.book.checksum();
        this.says({ type: 'book', symbol, kind: 'update', U, u, n: 1, time: 0, bids, asks: [], crc });
    }

    says(message) {
        this.onmessage?.({ data: JSON.stringify(message) });
    }
}

let servers;
let session;
let chosen;
let timers;
const server = () => servers.at(-1);

beforeEach(() => {
    timers = new ManualTimers().install();
    servers = [];
    chosen = { symbol: 'AAA', book: 'merged' };
    session = new Session({
        url: 'ws://here/feed',
        onHello: () => chosen,
        onChange: () => {},
        now: () => 0,
        backoff: new Backoff({ random: () => 0 }),
        repairs: new Backoff({ random: () => 0 }),
        openSocket: () => {
            servers.push(new FakeServer());
            return server();
        },
    });
    session.socket.start();
    server().hello();
});

afterEach(() => timers.remove());

test('a snapshot and updates make a good book with good checksums', () => {
    server().update('AAA', 11, 12);
    server().update('AAA', 13, 13);
    const { market } = session;
    assert.equal(market.bookState, 'good');
    assert.equal(market.book.u, 13);
    assert.equal(market.book.bids[1].qty, '13.0');
    assert.deepEqual(market.counts, { gaps: 0, checksumGood: 3, checksumBad: 0 });
    assert.equal(market.checksumState, 'good');
});

test('a gap is counted, told, and mended by a fresh snapshot', () => {
    server().update('AAA', 12, 13);
    assert.equal(session.market.counts.gaps, 1);
    assert.equal(session.resyncs, 1);
    assert.match(session.notice.text, /Gap in the book: expected 11, got 12 to 13/);
    assert.deepEqual(server().sent, ['subscribe AAA', 'unsubscribe AAA', 'subscribe AAA']);
    assert.equal(session.market.bookState, 'good');
    assert.equal(session.market.book.u, 10);
});

test('a bad checksum is counted, told, and mended by a fresh snapshot', () => {
    server().update('AAA', 11, 11, { crc: 1 });
    assert.equal(session.market.counts.checksumBad, 1);
    assert.match(session.notice.text, /Bad checksum: at 11/);
    assert.deepEqual(server().sent.slice(1), ['unsubscribe AAA', 'subscribe AAA']);
    assert.equal(session.market.checksumState, 'good');
});

test('a book that stays bad is asked for with growing pauses', () => {
    server().update('AAA', 11, 11, { crc: 1 });
    assert.equal(session.resyncs, 1);
    for (const pause of [500, 1000, 2000]) {
        const before = session.resyncs;
        server().update('AAA', 11, 11, { crc: 1 });
        assert.equal(session.market.bookState, 'broken');
        assert.equal(session.market.checksumState, 'bad');
        timers.tick(pause - 1);
        assert.equal(session.resyncs, before);
        timers.tick(1);
        assert.equal(session.resyncs, before + 1);
        assert.equal(session.market.bookState, 'good');
    }
});

test('a broken book takes no updates', () => {
    server().update('AAA', 11, 11, { crc: 1 });
    server().update('AAA', 11, 11, { crc: 1 });
    const { checksumGood } = session.market.counts;
    server().update('AAA', 12, 12);
    assert.equal(session.market.bookState, 'broken');
    assert.equal(session.market.counts.checksumGood, checksumGood);
});

test('an unreadable book message breaks the book like a gap does', () => {
    const bids = [['1e3', '1.0']];
    server().says({ type: 'book', symbol: 'AAA', kind: 'update', U: 11, u: 11, n: 1, time: 0, bids, asks: [], crc: 0 });
    assert.match(session.notice.text, /Unreadable book message/);
    assert.equal(session.resyncs, 1);
    assert.equal(session.market.bookState, 'good');
});

test('after a drop the page subscribes to its symbol again', () => {
    session.show('BBB', 'every');
    chosen = { symbol: 'BBB', book: 'every' };
    server().onclose({ code: 1006, reason: '' });
    assert.equal(session.market.book.u, null);
    timers.tick(500);
    server().hello();
    assert.deepEqual(server().sent, ['subscribe BBB']);
    assert.equal(session.market.book.u, 10);
    assert.equal(session.socket.reconnects, 1);
});

test('a reader that is too slow is told so', () => {
    server().onclose({ code: 4008, reason: '' });
    assert.match(session.notice.text, /^Too slow/);
    assert.equal(session.socket.state.tooSlow, true);
});

test('data of the symbol before is not shown for the new one', () => {
    session.show('BBB', 'merged');
    server().says({ type: 'quote', symbol: 'AAA', u: 99, bid: '1.0', bidQty: '1.0', ask: '2.0', askQty: '1.0' });
    assert.equal(session.market.symbol, 'BBB');
    assert.equal(session.market.quote.bid, '99.0');
});

test('best bid and ask are the later of quote and book', () => {
    const quote = { type: 'quote', symbol: 'AAA', bidQty: '1.0', ask: '101.0', askQty: '1.0' };
    server().says({ ...quote, u: 15, bid: '99.5' });
    assert.equal(session.market.quote.bid, '99.5');
    server().update('AAA', 11, 14, { bids: [['99.1', '1.0']] });
    assert.equal(session.market.quote.bid, '99.5', 'the book is older');
    server().update('AAA', 15, 16, { bids: [['99.7', '1.0']] });
    assert.equal(session.market.quote.bid, '99.7');
    server().says({ ...quote, u: 12, bid: '98.0' });
    assert.equal(session.market.quote.bid, '99.7', 'the quote is older');
});

test('an error of the server is told and changes nothing', () => {
    server().says({ type: 'error', code: 'malformed', message: 'no JSON' });
    assert.equal(session.notice.text, 'malformed: no JSON');
    server().update('AAA', 11, 11);
    assert.equal(session.market.book.u, 11);
});

test('a message that makes no sense is told and skipped', () => {
    server().onmessage({ data: 'null' });
    server().says({ type: 'trade', symbol: 'AAA', id: 1, price: 'free', qty: '1.0', time: 0, buyerIsMaker: true });
    assert.match(session.notice.text, /^Not understood: trade/);
    server().says({ type: 'trade', symbol: 'AAA', id: 2, price: '1.0', qty: '1.0', time: 0, buyerIsMaker: true });
    assert.equal(session.market.trades.last.id, 2);
});

test('server statistics and gateway state are kept, and forgotten with the connection', () => {
    const status = { type: 'status', symbol: 'AAA', state: 'syncing', gaps: 1, resyncs: 2, upstreamReconnects: 3 };
    server().says(status);
    server().says({ type: 'stats', messages: 1, bytes: 2, queued: 3, conflated: 4, dropped: 5 });
    assert.equal(session.market.status.state, 'syncing');
    assert.equal(session.stats.conflated, 4);
    server().onclose({ code: 1006, reason: '' });
    assert.equal(session.market.status, null);
    assert.equal(session.stats, null);
});
