// Puts the page together: one session, its views, and the ticks that age them.

import { CandleChart } from './chart.js';
import { Frame } from './frame.js';
import { Headline } from './headline.js';
import { Ladder } from './ladder.js';
import { Picker } from './picker.js';
import { Session } from './session.js';
import { Status } from './status.js';
import { Tape } from './tape.js';

const AGE_MILLIS = 250;
const SAMPLE_MILLIS = 1_000;
const PING_MILLIS = 2_000;

const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
const repaint = () => frame.request();

const session = new Session({
    url: `${scheme}//${location.host}/feed`,
    onHello: (symbols) => picker.offer(symbols),
    onChange: repaint,
});
const picker = new Picker(({ symbol, book }) => session.show(symbol, book));
const headline = new Headline(session);
const status = new Status(session);
const frame = new Frame([
    headline,
    new Ladder(session, repaint),
    new Tape(session),
    new CandleChart(session, repaint),
    status,
]);

setInterval(repaint, AGE_MILLIS);
setInterval(() => session.ping(), PING_MILLIS);
setInterval(() => {
    status.sample(performance.now());
    headline.paintTitle();
}, SAMPLE_MILLIS);

window.addEventListener('online', () => session.socket.retryNow());
document.addEventListener('visibilitychange', () => document.hidden || session.socket.retryNow());
window.addEventListener('pagehide', () => session.socket.stop());
window.addEventListener('pageshow', (event) => event.persisted && session.socket.start());

session.socket.start();
repaint();
