import { byId, connect } from '/shared/page.js';

const PARTS = ['delivered', 'conflated', 'dropped', 'queued'];
const FIGURES = { published: 'Published', delivered: 'Delivered', conflated: 'Conflated', dropped: 'Dropped', queued: 'Waiting' };
const number = new Intl.NumberFormat('en');

connect('/accounts').onmessage = ({ data }) => {
  const readers = JSON.parse(data);
  readers.forEach((reader, i) => show(reader, byId('readers').children[i] ?? card()));
};

function element(tag, name = '', ...children) {
  const made = document.createElement(tag);
  made.className = name;
  made.append(...children);
  return made;
}

function card() {
  const figures = Object.entries(FIGURES).map(([name, title]) =>
    element('div', '', element('dt', '', title), element('dd', `figure-${name}`)));
  const bar = element('div', 'bar', ...PARTS.map((name) => element('i', name)));
  bar.setAttribute('aria-hidden', 'true');
  const made = element('li', '', element('h2', '', element('span', 'name'), element('span', 'lag')), bar,
    element('dl', '', ...figures), element('p', 'note policy'), element('p', 'note status'));
  byId('readers').append(made);
  return made;
}

function show(reader, into) {
  const part = (name) => into.querySelector(`.${name}`);
  part('name').textContent = reader.name;
  part('lag').textContent = `lag ${reader.lag < 1_000 ? `${reader.lag} ms` : `${(reader.lag / 1_000).toFixed(1)} s`}`;
  part('lag').dataset.tone = reader.lag < 500 ? 'good' : reader.lag < 5_000 ? 'warn' : 'bad';
  part('policy').textContent = `Policy: ${reader.policy}`;
  part('status').textContent = `State: ${reader.state}`;
  part('status').dataset.state = reader.state === 'connected' ? 'ok' : 'cut';
  Object.keys(FIGURES).forEach((name) => { part(`figure-${name}`).textContent = number.format(reader[name] ?? 0); });
  PARTS.forEach((name) => { part(`bar .${name}`).style.width = `${(100 * (reader[name] ?? 0)) / (reader.published || 1)}%`; });
}
