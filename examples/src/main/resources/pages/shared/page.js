// What the pages of the examples share: finding parts, a socket to this page's own host, and a line in a log.

export const byId = (id) => document.getElementById(id);

/** Opens a socket to the host this page came from, and shows in #state how it stands. */
export function connect(path) {
  const socket = new WebSocket(`${location.protocol.replace('http', 'ws')}//${location.host}${path}`);
  const show = (state, text) => {
    byId('state').dataset.state = state;
    byId('state').textContent = text;
  };
  show('connecting', 'connecting');
  socket.addEventListener('open', () => show('open', 'connected'));
  socket.addEventListener('close', ({ code, reason, wasClean }) =>
    show(wasClean ? 'closed' : 'failed', `closed with ${code}${reason && `: ${reason}`}`));
  return socket;
}

/** Adds a line to a list, a bold word and a text, and keeps the list short. */
export function log(list, word, text, kind = '') {
  const line = document.createElement('li');
  const who = document.createElement('b');
  const what = document.createElement('span');
  who.textContent = word;
  what.textContent = text;
  what.dataset.kind = kind;
  line.append(who, what);
  list.append(line);
  while (list.children.length > 100) {
    list.firstElementChild.remove();
  }
  line.scrollIntoView({ block: 'nearest' });
}
