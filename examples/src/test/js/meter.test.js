import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Rate, RoundTrips } from '../../main/resources/webroot/js/meter.js';

test('a rate is of the time that really passed', () => {
    const rate = new Rate();
    rate.sample(1000, 0);
    assert.equal(rate.value, 0);
    rate.sample(1500, 2000);
    assert.equal(rate.value, 250);
});

test('a round trip is from ping to its own pong', () => {
    const trips = new RoundTrips();
    const ping = trips.ping(100);
    assert.deepEqual(ping, { op: 'ping', id: 1 });
    trips.ping(200);
    trips.pong({ id: 1, time: 0 }, 250, 0);
    assert.equal(trips.last, null, 'the answer to an older ping');
    trips.pong({ id: 2, time: 0 }, 230, 0);
    assert.equal(trips.last, 30);
    trips.pong({ id: 2, time: 0 }, 990, 0);
    assert.equal(trips.last, 30, 'the same answer again');
});

test('the clock offset is taken at the fastest round trip', () => {
    const trips = new RoundTrips();
    trips.ping(0);
    trips.pong({ id: 1, time: 5_000 }, 100, 1_000);
    assert.equal(trips.clockOffset, 4_050);
    trips.ping(1000);
    trips.pong({ id: 2, time: 6_000 }, 1010, 1_995);
    assert.equal(trips.clockOffset, 4_010);
    trips.ping(2000);
    trips.pong({ id: 3, time: 9_999 }, 2500, 3_000);
    assert.equal(trips.clockOffset, 4_010);
    assert.equal(trips.quantile(0.5), 100);
    assert.equal(trips.quantile(0.99), 500);
});
