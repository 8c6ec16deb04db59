import { byId, connect, log } from '/shared/page.js';

byId('form').addEventListener('submit', (event) => {
  event.preventDefault();
  const name = byId('name').value;
  const lines = byId('log');
  lines.replaceChildren();

  const socket = connect('/hello');
  socket.onopen = () => {
    log(lines, 'open', 'connected');
    socket.send(name);
    log(lines, 'sent', name);
  };
  socket.onmessage = ({ data }) => log(lines, 'message', data);
  socket.onclose = ({ code, reason, wasClean }) =>
    log(lines, 'close', `${code} “${reason}”, ${wasClean ? 'clean' : 'not clean'}`, code === 1000 ? '' : 'error');
});
