import { byId, connect } from '/shared/page.js';

const HEAD = 8; // frame number, star
const PLAYER = 8; // number, place, score
const MARGIN = 16; // so that a disc at the edge is whole
const KEYS = { ArrowLeft: 1, a: 1, ArrowRight: 2, d: 2, ArrowUp: 4, w: 4, ArrowDown: 8, s: 8 };

const field = byId('field');
const paint = field.getContext('2d');
const socket = connect('/game');
let me = 0;
let picture;
let frames = 0;
let held = 0;

socket.binaryType = 'arraybuffer';
socket.onmessage = ({ data }) => {
  if (typeof data === 'string') {
    me = Number(data); // the first message: which of the players this page moves
  } else {
    picture = new DataView(data);
    frames++;
  }
};

function move(keys) {
  if (keys !== held && socket.readyState === WebSocket.OPEN) {
    held = keys;
    socket.send(new Uint8Array([keys]));
  }
}

const key = ({ key: name }) => KEYS[name] ?? KEYS[name.toLowerCase()] ?? 0;
addEventListener('keydown', (event) => {
  if (key(event)) {
    event.preventDefault(); // arrow keys would scroll
    move(held | key(event));
  }
});
addEventListener('keyup', (event) => move(held & ~key(event)));
addEventListener('blur', () => move(0));

/** A finger pulls the disc towards itself. */
function pull({ buttons, offsetX, offsetY }) {
  const mine = players().find(({ number }) => number === me);
  if (buttons && mine) {
    const dx = (offsetX * field.width) / field.clientWidth - MARGIN - mine.x;
    const dy = (offsetY * field.height) / field.clientHeight - MARGIN - mine.y;
    move((dx < -8 ? 1 : dx > 8 ? 2 : 0) | (dy < -8 ? 4 : dy > 8 ? 8 : 0));
  }
}
field.addEventListener('pointerdown', pull);
field.addEventListener('pointermove', pull);
['pointerup', 'pointercancel', 'pointerleave'].forEach((name) => field.addEventListener(name, () => move(0)));

function players() {
  const list = [];
  for (let at = HEAD; picture && at < picture.byteLength; at += PLAYER) {
    list.push({
      number: picture.getUint16(at),
      x: picture.getUint16(at + 2),
      y: picture.getUint16(at + 4),
      score: picture.getUint16(at + 6),
    });
  }
  return list;
}

function star(x, y) {
  paint.beginPath();
  for (let i = 0; i < 10; i++) {
    const reach = i % 2 ? 6 : 14;
    paint.lineTo(x + reach * Math.sin((i * Math.PI) / 5), y - reach * Math.cos((i * Math.PI) / 5));
  }
  paint.fillStyle = '#e5b03c';
  paint.fill();
}

function disc({ number, x, y, score }) {
  paint.beginPath();
  paint.arc(x, y, 14, 0, 2 * Math.PI);
  paint.fillStyle = `hsl(${(number * 137) % 360} 65% 55%)`;
  paint.fill();
  if (number === me) {
    paint.lineWidth = 3;
    paint.strokeStyle = getComputedStyle(field).color;
    paint.stroke();
  }
  paint.fillStyle = '#08111f';
  paint.fillText(score, x, y + 1);
}

function draw() {
  if (picture) {
    const all = players();
    paint.setTransform(1, 0, 0, 1, MARGIN, MARGIN);
    paint.clearRect(-MARGIN, -MARGIN, field.width, field.height);
    paint.font = '600 13px system-ui, sans-serif';
    paint.textAlign = 'center';
    paint.textBaseline = 'middle';
    star(picture.getUint16(4), picture.getUint16(6));
    all.forEach(disc);
    byId('score').textContent = all.find(({ number }) => number === me)?.score ?? 0;
    byId('players').textContent = all.length;
    byId('size').textContent = picture.byteLength;
  }
  requestAnimationFrame(draw);
}
draw();
setInterval(() => {
  byId('rate').textContent = frames;
  frames = 0;
}, 1_000);
