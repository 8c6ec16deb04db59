import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bookChecksum, crc32, digits } from '../../main/resources/webroot/js/checksum.js';

const level = ([price, qty]) => ({ price, qty });

test('the CRC32 is the usual one', () => {
    assert.equal(crc32('123456789'), 0xcbf43926);
    assert.equal(crc32(''), 0);
});

test('digits lose the point and the zeros in front, not those at the end', () => {
    assert.equal(digits('0.00500000'), '500000');
    assert.equal(digits('2683.80000000'), '268380000000');
    assert.equal(digits('10'), '10');
});

test('asks come first, then bids, each best first, price then quantity', () => {
    const bids = [['99.50', '0.10'], ['99.00', '2.00']].map(level);
    const asks = [['100.00', '1.00'], ['100.50', '0.03']].map(level);
    assert.equal(bookChecksum(bids, asks), crc32('10000' + '100' + '10050' + '3' + '9950' + '10' + '9900' + '200'));
});

test('levels behind the tenth do not count', () => {
    const asks = Array.from({ length: 10 }, (_, i) => level([`${101 + i}.0`, '1.0']));
    const bids = Array.from({ length: 10 }, (_, i) => level([`${100 - i}.0`, '1.0']));
    const before = bookChecksum(bids, asks);
    assert.equal(bookChecksum([...bids, level(['1.0', '7.0'])], [...asks, level(['900.0', '7.0'])]), before);
    assert.notEqual(bookChecksum(bids.slice(0, 9), asks), before);
});
