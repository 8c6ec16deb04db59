// The strip: is it live, how fast, how old, and what was lost or repaired on the way.

import { byId, setData, setHidden, setText } from './dom.js';
import { Rate } from './meter.js';
import { age, clock, count, millis, rate } from './units.js';

const BOOK_OLD = 10_000; // a healthy book may be silent for nine seconds
const MESSAGE_OLD = 3_000; // the server speaks once a second
const NOTICE_OLD = 30_000; // from then on the line is history, not news

export class Status {
    #session;
    #messages = new Rate();
    #bytes = new Rate();
    #announced = '';
    #nodes = Object.fromEntries(
        [
            'source', 'connection', 'connection-text', 'connection-live', 'stop', 'gateway', 'upstream', 'rate',
            'bandwidth', 'latency', 'latency-cell', 'checksum', 'gaps', 'resyncs', 'missed', 'reconnects', 'book-age',
            'message-age', 'queued', 'conflated', 'dropped', 'error-line', 'dismiss',
        ].map((id) => [id, byId(id)]),
    );

    constructor(session) {
        this.#session = session;
        this.#nodes.stop.addEventListener('click', () => {
            if (session.socket.state.name === 'stopped') {
                session.socket.start();
            } else {
                session.socket.stop();
            }
        });
        this.#nodes.dismiss.addEventListener('click', () => session.dismissNotice());
    }

    /** Once a second: turns the running totals into rates. */
    sample(now) {
        this.#messages.sample(this.#session.socket.messages, now);
        this.#bytes.sample(this.#session.socket.bytes, now);
        this.#explainLatency();
    }

    paint() {
        const now = performance.now();
        this.#paintConnection(now);
        this.#paintGateway();
        this.#paintFlow();
        this.#paintIntegrity();
        this.#paintAges(now);
        this.#paintNotice();
    }

    #paintConnection(now) {
        const { name, retryAt, tooSlow } = this.#session.socket.state;
        const reason = tooSlow ? 'too slow, ' : '';
        const text = name === 'reconnecting'
            ? `${reason}reconnecting in ${Math.max(1, Math.ceil((retryAt - now) / 1000))} s`
            : `${name === 'connecting' ? reason : ''}${name}`;
        setText(this.#nodes['connection-text'], text);
        setData(this.#nodes.connection, 'state', name);
        setData(document.body, 'connection', name);
        setText(this.#nodes.stop, name === 'stopped' ? 'Start' : 'Stop');
        setText(this.#nodes.source, this.#session.source ?? '');
        setText(this.#nodes.reconnects, count(this.#session.socket.reconnects));
        if (this.#announced !== name) { // the countdown is for the eye alone
            this.#announced = name;
            setText(this.#nodes['connection-live'], `Connection: ${reason}${name}`);
        }
    }

    #paintGateway() {
        const status = this.#session.market.status;
        setText(this.#nodes.gateway, status?.state ?? '–');
        setData(this.#nodes.gateway, 'state', status?.state ?? 'none');
        setText(this.#nodes.upstream,
            status === null ? '–' : `${status.gaps} / ${status.resyncs} / ${status.upstreamReconnects}`);
    }

    #paintFlow() {
        const { roundTrips, stats } = this.#session;
        setText(this.#nodes.rate, count(this.#messages.value));
        setText(this.#nodes.bandwidth, rate(this.#bytes.value / 1000));
        setText(this.#nodes.latency, millis(roundTrips.last));
        for (const name of ['queued', 'conflated', 'dropped']) {
            setText(this.#nodes[name], stats === null ? '–' : count(stats[name]));
        }
        this.#tone('queued', stats?.queued > 0);
        this.#tone('dropped', stats?.dropped > 0);
    }

    #explainLatency() {
        const { roundTrips } = this.#session;
        const offset = roundTrips.clockOffset;
        this.#nodes['latency-cell'].title = `Round trip of a ping: half within ${millis(roundTrips.quantile(0.5))}, ` +
            `99 % within ${millis(roundTrips.quantile(0.99))}; the server's clock is ` +
            (offset === null ? 'unknown' : `${Math.round(offset)} ms from ours`);
    }

    #paintIntegrity() {
        const { market, resyncs } = this.#session;
        const { gaps, checksumGood, checksumBad } = market.counts;
        const node = this.#nodes.checksum;
        const state = market.checksumState;
        const checked = checksumGood + checksumBad > 0;
        setText(node, checked ? `${count(checksumGood)} good · ${count(checksumBad)} bad` : '–');
        setData(node, 'state', state);
        setData(node, 'good', checksumGood);
        setData(node, 'bad', checksumBad);
        setText(this.#nodes.gaps, count(gaps));
        setText(this.#nodes.resyncs, count(resyncs));
        setText(this.#nodes.missed, count(market.trades.missed));
        this.#tone('gaps', gaps > 0);
        this.#tone('resyncs', resyncs > 0);
        this.#tone('missed', market.trades.missed > 0);
        this.#tone('reconnects', this.#session.socket.reconnects > 0);
    }

    #paintAges(now) {
        const { market, lastMessageAt } = this.#session;
        this.#paintAge('book-age', market.bookAt, now, BOOK_OLD);
        this.#paintAge('message-age', lastMessageAt, now, MESSAGE_OLD);
    }

    #paintAge(name, at, now, old) {
        const value = at === null ? null : Math.max(0, now - at);
        setText(this.#nodes[name], value === null ? '–' : age(value));
        this.#tone(name, value > old);
    }

    #paintNotice() {
        const notice = this.#session.notice;
        setText(this.#nodes['error-line'], notice === null ? '' : `${clock(notice.at)} ${notice.text}`);
        setData(this.#nodes['error-line'], 'kind', notice?.kind ?? 'none');
        setData(this.#nodes['error-line'], 'old', notice !== null && Date.now() - notice.at > NOTICE_OLD);
        setHidden(this.#nodes.dismiss, notice === null);
    }

    #tone(name, warn) {
        setData(this.#nodes[name], 'tone', warn ? 'warn' : 'plain');
    }
}
