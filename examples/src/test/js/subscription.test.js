import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { Subscription } from '../../main/resources/webroot/js/subscription.js';

let sent;
let subscription;

beforeEach(() => {
    sent = [];
    subscription = new Subscription(({ op, symbol, book = '' }) => sent.push(`${op} ${symbol} ${book}`.trim()));
});

test('what is wanted is asked for as soon as there is a connection', () => {
    subscription.want('AAA', 'merged');
    assert.deepEqual(sent, []);
    subscription.opened();
    assert.deepEqual(sent, ['subscribe AAA merged']);
});

test('data counts only between the acknowledgement and the next request', () => {
    subscription.want('AAA', 'merged');
    subscription.opened();
    assert.equal(subscription.isCurrent('AAA'), false);
    assert.equal(subscription.subscribed('AAA'), true);
    assert.equal(subscription.isCurrent('AAA'), true);
    assert.equal(subscription.isCurrent('BBB'), false);
    subscription.renew();
    assert.equal(subscription.isCurrent('AAA'), false, 'data from before the fresh snapshot');
});

test('a fresh start of the same symbol waits for each answer', () => {
    subscription.want('AAA', 'merged');
    subscription.opened();
    subscription.subscribed('AAA');
    subscription.renew();
    subscription.renew();
    assert.deepEqual(sent, ['subscribe AAA merged', 'unsubscribe AAA']);
    subscription.unsubscribed('AAA');
    assert.deepEqual(sent.slice(2), ['subscribe AAA merged']);
    assert.equal(subscription.subscribed('AAA'), true);
    assert.equal(sent.length, 3);
});

test('the reader may change their mind faster than the server answers', () => {
    subscription.want('AAA', 'merged');
    subscription.opened();
    subscription.want('BBB', 'merged');
    subscription.want('CCC', 'every');
    assert.equal(subscription.subscribed('AAA'), false, 'not the one that is wanted');
    subscription.unsubscribed('AAA');
    assert.equal(subscription.subscribed('CCC'), true);
    assert.deepEqual(sent, ['subscribe AAA merged', 'unsubscribe AAA', 'subscribe CCC every']);
});

test('another way of delivery is another subscription, the same one is none', () => {
    subscription.want('AAA', 'merged');
    subscription.opened();
    subscription.subscribed('AAA');
    assert.equal(subscription.want('AAA', 'merged'), false);
    assert.equal(subscription.want('AAA', 'every'), true);
    subscription.unsubscribed('AAA');
    assert.deepEqual(sent, ['subscribe AAA merged', 'unsubscribe AAA', 'subscribe AAA every']);
});

test('a new connection subscribes to what is wanted now', () => {
    subscription.want('AAA', 'merged');
    subscription.opened();
    subscription.subscribed('AAA');
    subscription.closed();
    assert.equal(subscription.isCurrent('AAA'), false);
    subscription.want('BBB', 'merged');
    subscription.opened();
    assert.deepEqual(sent, ['subscribe AAA merged', 'subscribe BBB merged']);
});

test('a refused symbol is not asked for again, another one is', () => {
    subscription.want('AAA', 'merged');
    subscription.opened();
    subscription.refused('unknown-symbol');
    assert.equal(sent.length, 1);
    subscription.want('BBB', 'merged');
    assert.deepEqual(sent, ['subscribe AAA merged', 'subscribe BBB merged']);
});

test('being subscribed already is mended by a fresh start', () => {
    subscription.want('AAA', 'merged');
    subscription.opened();
    subscription.refused('already-subscribed');
    subscription.refused('not-subscribed');
    assert.deepEqual(sent, ['subscribe AAA merged', 'unsubscribe AAA', 'subscribe AAA merged']);
});
