import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Candles } from '../../main/resources/webroot/js/candles.js';

const candle = (second, close = '1.5') => ({
    time: second * 1000, open: '1.0', high: '2.0', low: '0.5', close, volume: '3.0',
});
const times = (bars) => bars.map(({ time }) => time);

test('the open candle is replaced, the next one appended, and only those are drawn again', () => {
    const candles = new Candles();
    [1, 2].forEach((second) => candles.add(candle(second)));
    assert.equal(candles.drain().all, true, 'the first time everything is drawn');
    assert.equal(candles.isDirty, false);
    candles.add(candle(2, '1.7'));
    candles.add(candle(3));
    assert.equal(candles.isDirty, true);
    const { all, changed } = candles.drain();
    assert.equal(all, false);
    assert.deepEqual(changed.map(({ time, close }) => [time, close]), [[2, 1.7], [3, 1.5]]);
    assert.deepEqual(times(candles.bars), [1, 2, 3]);
    assert.deepEqual(candles.drain().changed, []);
});

test('a correction of an earlier candle draws everything', () => {
    const candles = new Candles();
    [1, 2, 3].forEach((second) => candles.add(candle(second)));
    candles.drain();
    candles.add(candle(2, '9.0'));
    assert.equal(candles.drain().all, true);
    assert.deepEqual(candles.bars.map(({ close }) => close), [1.5, 9, 1.5]);
});

test('time that runs backwards begins anew', () => {
    const candles = new Candles();
    [100, 101].forEach((second) => candles.add(candle(second)));
    candles.add(candle(5));
    assert.deepEqual(times(candles.bars), [5]);
});

test('the list is bounded and tells how many went', () => {
    const candles = new Candles();
    candles.drain();
    for (let second = 0; second < 100_000; second++) {
        candles.add(candle(second));
        assert.ok(candles.bars.length <= 2_000);
    }
    const { all, dropped } = candles.drain();
    assert.equal(all, true);
    assert.equal(dropped + candles.bars.length, 100_000);
    assert.equal(candles.bars.at(-1).time, 99_999);
});

test('a new beginning keeps the old in view until its first candle', () => {
    const candles = new Candles();
    candles.add(candle(7));
    candles.beginAnew();
    assert.deepEqual(times(candles.bars), [7]);
    candles.add(candle(3));
    candles.add(candle(4));
    assert.deepEqual(times(candles.bars), [3, 4]);
});
