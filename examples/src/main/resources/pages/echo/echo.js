import { byId, connect, log } from '/shared/page.js';

const lines = byId('log');
const waiting = []; // what was sent and has not come back; echoes come in order
const socket = connect('/echo');
socket.binaryType = 'arraybuffer';
socket.onclose = ({ code, reason }) => log(lines, 'close', `${code} ${reason}: reload to connect again`, 'error');
socket.onmessage = ({ data }) => {
  const { sent, since } = waiting.shift();
  const took = `${(performance.now() - since).toFixed(1)} ms`;
  if (typeof data === 'string') {
    log(lines, 'text', `${data === sent ? 'the same' : 'CHANGED'}, ${took}: ${data}`);
  } else {
    log(lines, 'binary', `${same(new Uint8Array(data), sent) ? 'the same' : 'CHANGED'} ${data.byteLength} bytes, ${took}`);
  }
};

const same = (one, other) => one.length === other.length && one.every((byte, i) => byte === other[i]);

function send(message) {
  if (socket.readyState === WebSocket.OPEN) {
    waiting.push({ sent: message, since: performance.now() });
    socket.send(message);
  }
}

byId('form').addEventListener('submit', (event) => {
  event.preventDefault();
  send(byId('text').value);
});
byId('file').addEventListener('change', async ({ target }) => {
  for (const file of target.files) {
    send(new Uint8Array(await file.arrayBuffer()));
  }
});
byId('bytes').addEventListener('click', () => send(crypto.getRandomValues(new Uint8Array(65_536))));
