import { byId, connect, log } from '/shared/page.js';

const lines = byId('log');
let named = false;
let asked = '';

const socket = connect('/chat');
const usable = (yes) => ['line', 'send'].forEach((id) => { byId(id).disabled = !yes; });
socket.onopen = () => {
  usable(true);
  byId('line').focus();
};
socket.onclose = ({ code, reason }) => {
  usable(false);
  log(lines, '', `closed with ${code} ${reason}: reload to come in again`, 'error');
};
socket.onmessage = ({ data }) => {
  const news = JSON.parse(data);
  if (news.error) {
    log(lines, '', news.error, 'error');
  } else if (news.from) {
    log(lines, news.from, news.say);
  } else {
    log(lines, '', news.joined ? `${news.joined} came in` : `${news.left} left`, 'news');
    byId('present').textContent = `Present: ${news.present.join(', ')}`;
    if (news.joined === asked) {
      named = true;
      byId('asked').textContent = `Say something, ${asked}`;
      byId('send').textContent = 'Say';
    }
  }
};

byId('form').addEventListener('submit', (event) => {
  event.preventDefault();
  const line = byId('line').value.trim();
  if (named) {
    socket.send(JSON.stringify({ say: line }));
  } else {
    asked = line;
    socket.send(JSON.stringify({ name: line }));
  }
  byId('line').value = '';
});
