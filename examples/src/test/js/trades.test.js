import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Trades } from '../../main/resources/webroot/js/trades.js';

const trade = (id, price = '1.0') => ({ id, price, qty: '2.0', time: 0, buyerIsMaker: false });
const ids = (trades) => trades.recent.map(({ id }) => id);

test('each trade is taken once and the list keeps its bound', () => {
    const trades = new Trades(3);
    [1, 2, 2, 3, 4, 5, 4].forEach((id) => trades.add(trade(id)));
    assert.deepEqual(ids(trades), [3, 4, 5]);
    assert.equal(trades.count, 5);
    assert.equal(trades.missed, 0);
});

test('missing ids are counted', () => {
    const trades = new Trades(10);
    [1, 2, 5, 6, 8].forEach((id) => trades.add(trade(id)));
    assert.equal(trades.missed, 3);
});

test('ids that start anew are a new replay, not duplicates and not a gap', () => {
    const trades = new Trades(2);
    [100, 101, 102, 1, 2].forEach((id) => trades.add(trade(id)));
    assert.deepEqual(ids(trades), [1, 2]);
    assert.equal(trades.missed, 0);
});

test('the direction is that of the last change of price', () => {
    const trades = new Trades(10);
    const directions = ['1.0', '1.0', '1.1', '1.10', '1.09'].map((price, i) => {
        trades.add(trade(i, price));
        return trades.direction;
    });
    assert.deepEqual(directions, [0, 0, 1, 1, -1]);
});

test('a new beginning keeps the old in view until its first trade', () => {
    const trades = new Trades(10);
    trades.add(trade(7));
    trades.beginAnew();
    assert.deepEqual(ids(trades), [7]);
    const epoch = trades.epoch;
    trades.add(trade(20));
    assert.deepEqual(ids(trades), [20]);
    assert.equal(trades.missed, 0, 'what passed in between is in nobody’s account');
    assert.notEqual(trades.epoch, epoch);
});
