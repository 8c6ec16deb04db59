import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Backoff } from '../../main/resources/webroot/js/backoff.js';

const take = (backoff, count) => Array.from({ length: count }, () => backoff.next());

test('waits double up to ten seconds and stay there', () => {
    assert.deepEqual(take(new Backoff({ random: () => 0 }), 7), [500, 1000, 2000, 4000, 5000, 5000, 5000]);
    assert.deepEqual(take(new Backoff({ random: () => 1 }), 7), [1000, 2000, 4000, 8000, 10_000, 10_000, 10_000]);
});

test('every wait lies between half a second and ten seconds, and they differ', () => {
    const waits = take(new Backoff(), 200);
    assert.ok(waits.every((wait) => wait >= 500 && wait <= 10_000));
    assert.ok(new Set(waits).size > 100);
});

test('a reset begins with the shortest wait again', () => {
    const backoff = new Backoff({ random: () => 0 });
    take(backoff, 5);
    backoff.reset();
    assert.equal(backoff.next(), 500);
});
