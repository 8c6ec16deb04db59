import assert from 'node:assert/strict';
import { test } from 'node:test';
import { depthRows, percent } from '../../main/resources/webroot/js/depth-view.js';
import { format, parse, unit } from '../../main/resources/webroot/js/decimal.js';

const side = (...levels) => levels.map(([price, qty]) => ({ priceUnits: parse(price), qtyUnits: parse(qty) }));
const texts = (rows) => rows.map(({ price, qty, sum }) => [price, qty, sum].map((units) => format(units, 0)));

test('totals run from the best level outwards, exactly', () => {
    const asks = side(['0.3', '0.1'], ['0.4', '0.2'], ['0.5', '0.3']);
    const rows = depthRows(asks, { descending: false, step: unit(1), count: 15 });
    assert.deepEqual(texts(rows), [['0.3', '0.1', '0.1'], ['0.4', '0.2', '0.3'], ['0.5', '0.3', '0.6']]);
});

test('a step groups bids downwards and asks upwards', () => {
    const bids = side(['99.99', '1'], ['99.95', '1'], ['99.90', '1'], ['99.89', '5']);
    const asks = side(['100.00', '1'], ['100.01', '1'], ['100.10', '1'], ['100.11', '5']);
    const step = unit(1);
    assert.deepEqual(texts(depthRows(bids, { descending: true, step, count: 15 })), [
        ['99.9', '3', '3'],
        ['99.8', '5', '8'],
    ]);
    assert.deepEqual(texts(depthRows(asks, { descending: false, step, count: 15 })), [
        ['100', '1', '1'],
        ['100.1', '2', '3'],
        ['100.2', '5', '8'],
    ]);
});

test('the last row in view holds all of its group', () => {
    const asks = side(['1.1', '1'], ['1.2', '1'], ['2.1', '1'], ['2.2', '1'], ['3.1', '1']);
    const rows = depthRows(asks, { descending: false, step: unit(0), count: 2 });
    assert.deepEqual(texts(rows), [['2', '2', '2'], ['3', '2', '4']]);
});

test('a share of nothing is nothing', () => {
    assert.equal(percent(0n, 0n), 0);
    assert.equal(percent(parse('1'), parse('3')), 33.3);
});
