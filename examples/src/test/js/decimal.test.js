import assert from 'node:assert/strict';
import { test } from 'node:test';
import { format, parse, significantDecimals, unit } from '../../main/resources/webroot/js/decimal.js';

test('decimals of different lengths compare by value', () => {
    assert.equal(parse('2683.80000000'), parse('2683.8'));
    assert.ok(parse('9.99') < parse('10'));
    assert.ok(parse('0.00000001') > parse('0'));
    assert.ok(parse('-0.5') < parse('0'));
});

test('digits that a double would lose are kept', () => {
    const a = '90071992547409931.00000001';
    const b = '90071992547409931.00000002';
    assert.equal(Number(a), Number(b), 'the numbers must be too close for a double');
    assert.ok(parse(a) < parse(b));
    assert.equal(format(parse(a), 0), '90,071,992,547,409,931.00000001');
});

test('more fraction digits than are kept are refused unless they are zeros', () => {
    assert.equal(parse('1.' + '0'.repeat(30)), parse('1'));
    assert.throws(() => parse('1.' + '0'.repeat(18) + '1'), RangeError);
});

test('what is not a plain decimal is refused', () => {
    for (const text of ['', '.', '1.', '.5', '1e5', ' 1', '0x10', 'NaN', '1,000', null, undefined, 1.5]) {
        assert.throws(() => parse(text), RangeError, `${text} was taken`);
    }
});

test('text has the wished digits, more where the value needs them, and thousands apart', () => {
    assert.equal(format(parse('2683.80000000'), 2), '2,683.80');
    assert.equal(format(parse('2292.22972000'), 4), '2,292.22972');
    assert.equal(format(parse('999'), 0), '999');
    assert.equal(format(parse('1234567.5'), 0), '1,234,567.5');
    assert.equal(format(parse('-0.01'), 2), '-0.01');
    assert.equal(format(0n, 3), '0.000');
});

test('significant decimals end at the last digit that is not zero', () => {
    assert.equal(significantDecimals('2683.80000000'), 1);
    assert.equal(significantDecimals('0.00001000'), 5);
    assert.equal(significantDecimals('5.000'), 0);
    assert.equal(significantDecimals('500'), 0);
});

test('a unit is one step of a fraction digit', () => {
    assert.equal(unit(2), parse('0.01'));
    assert.equal(unit(0), parse('1'));
});
