import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { OrderBook } from '../../main/resources/webroot/js/book.js';

const DATA = fileURLToPath(new URL('../../../../../shared/data/', import.meta.url));
const skip = existsSync(DATA) ? false : `no recordings at ${DATA}`;

const lines = (path) => gunzipSync(readFileSync(DATA + path)).toString().trimEnd().split('\n');

/** The depth frames as the exchange's rule takes them: buffered until the snapshot, then from the one that spans it. */
function recordedBook() {
    const frames = ['binance/spot_ethusdt_20240808.gz', 'binance/spot_ethusdt_20240809.gz'].flatMap(lines);
    const updates = [];
    let snapshot = null;
    for (const frame of frames) {
        const message = JSON.parse(frame.slice(frame.indexOf(' ') + 1));
        if (message.stream === undefined) {
            snapshot = { u: message.lastUpdateId, bids: message.bids, asks: message.asks };
        } else if (message.data.e === 'depthUpdate') {
            const { U, u, b, a } = message.data;
            updates.push({ U, u, bids: b, asks: a });
        }
    }
    return { snapshot, updates };
}

/** Rows of the independently computed book: u -> { bid, bidQty, ask, askQty, crc }. */
function goldenRows() {
    const rows = lines('golden/spot_ethusdt.book.csv.gz').slice(1);
    return new Map(rows.map((row) => {
        const [, , u, bid, bidQty, ask, askQty, crc] = row.split(',');
        return [Number(u), { bid, bidQty, ask, askQty, crc: Number(crc) }];
    }));
}

test('a recorded book has the right best prices and checksum after every update', { skip }, () => {
    const { snapshot, updates } = recordedBook();
    const golden = goldenRows();
    const book = new OrderBook();
    book.snapshot(snapshot);
    let compared = 0;
    for (const update of updates) {
        if (book.update(update) === 'old') {
            continue;
        }
        const [bid] = book.bids;
        const [ask] = book.asks;
        assert.deepEqual(
            { bid: bid.price, bidQty: bid.qty, ask: ask.price, askQty: ask.qty, crc: book.checksum() },
            golden.get(book.u),
            `at ${book.u}`,
        );
        compared++;
    }
    assert.equal(compared, golden.size);
    assert.ok(compared > 6000);
});

test('a recording that lost one update shows the gap', { skip }, () => {
    const { snapshot, updates } = recordedBook();
    const lost = 100;
    const book = new OrderBook();
    book.snapshot(snapshot);
    const outcomes = updates.filter((_, i) => i !== lost).map((update) => book.update(update));
    assert.deepEqual(new Set(outcomes.slice(0, lost)), new Set(['old', 'applied']));
    assert.equal(outcomes[lost], 'gap');
});
