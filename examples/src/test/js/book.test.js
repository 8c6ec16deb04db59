import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OrderBook } from '../../main/resources/webroot/js/book.js';
import { crc32 } from '../../main/resources/webroot/js/checksum.js';

const texts = (levels) => levels.map(({ price, qty }) => [price, qty]);

function bookAt(u) {
    const book = new OrderBook();
    book.snapshot({ u, bids: [['99.0', '1.0'], ['98.0', '2.0']], asks: [['101.0', '3.0'], ['102.0', '4.0']] });
    return book;
}

const update = (U, u, bids = [], asks = []) => ({ U, u, bids, asks });

test('an update sets absolute quantities, inserts in order and removes by zero', () => {
    const book = bookAt(10);
    const bids = [['98.5', '5.0'], ['99.0', '0.00000000'], ['100.0', '1.5']];
    const asks = [['101.0', '7.0'], ['103.0', '1.0']];
    const outcome = book.update(update(11, 13, bids, asks));
    assert.equal(outcome, 'applied');
    assert.deepEqual(texts(book.bids), [['100.0', '1.5'], ['98.5', '5.0'], ['98.0', '2.0']]);
    assert.deepEqual(texts(book.asks), [['101.0', '7.0'], ['102.0', '4.0'], ['103.0', '1.0']]);
    assert.equal(book.u, 13);
});

test('prices are ordered as numbers, not as text', () => {
    const book = new OrderBook();
    book.snapshot({ u: 1, bids: [['9.5', '1'], ['10.5', '1'], ['100', '1']], asks: [['1000', '1'], ['200.5', '1']] });
    assert.deepEqual(book.bids.map(({ price }) => price), ['100', '10.5', '9.5']);
    assert.deepEqual(book.asks.map(({ price }) => price), ['200.5', '1000']);
});

test('the same price in another spelling is the same level', () => {
    const book = bookAt(10);
    book.update(update(11, 11, [['99.00', '0']]));
    assert.deepEqual(texts(book.bids), [['98.0', '2.0']]);
});

test('removing a level that is not there is normal', () => {
    const book = bookAt(10);
    assert.equal(book.update(update(11, 11, [['50.0', '0.0']], [['500.0', '0.0']])), 'applied');
    assert.equal(book.bids.length + book.asks.length, 4);
});

test('an update that begins behind the next id is a gap and changes nothing', () => {
    const book = bookAt(10);
    assert.equal(book.update(update(12, 14, [['99.0', '9.0']])), 'gap');
    assert.equal(book.u, 10);
    assert.equal(book.bids[0].qty, '1.0');
});

test('an update that overlaps what is known is no gap', () => {
    const book = bookAt(10);
    assert.equal(book.update(update(5, 11, [['99.0', '9.0']])), 'applied');
    assert.equal(book.bids[0].qty, '9.0');
});

test('an update that the book covers already changes nothing', () => {
    const book = bookAt(10);
    assert.equal(book.update(update(8, 10, [['99.0', '9.0']])), 'old');
    assert.equal(book.bids[0].qty, '1.0');
});

test('without a snapshot, or after distrust, updates wait for one', () => {
    assert.equal(new OrderBook().update(update(1, 2)), 'early');
    const book = bookAt(10);
    book.distrust();
    assert.equal(book.update(update(11, 12, [['99.0', '9.0']])), 'early');
    assert.equal(book.bids.length, 2, 'the levels stay to be looked at');
    book.snapshot({ u: 5, bids: [], asks: [['7.0', '1.0']] });
    assert.deepEqual([texts(book.bids), texts(book.asks), book.u], [[], [['7.0', '1.0']], 5]);
});

test('an unreadable level leaves the whole update unapplied', () => {
    const book = bookAt(10);
    assert.throws(() => book.update(update(11, 12, [['99.0', '9.0']], [['one hundred', '1.0']])), RangeError);
    assert.equal(book.bids[0].qty, '1.0');
    assert.equal(book.u, 10);
});

test('the checksum is of the wire strings, with their trailing zeros', () => {
    const book = bookAt(10);
    assert.equal(book.checksum(), crc32('1010' + '30' + '1020' + '40' + '990' + '10' + '980' + '20'));
});

test('one odd quantity does not widen the digits that rows show', () => {
    const book = new OrderBook();
    const asks = Array.from({ length: 99 }, (_, i) => [`${200 + i}.25000000`, '1.50000000']);
    book.snapshot({ u: 1, bids: [['100.00000000', '0.12345678']], asks });
    assert.equal(book.qtyDecimals, 1);
    assert.equal(book.priceDecimals, 2);
});
