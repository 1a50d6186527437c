// The socket of a page: opens it, and opens it again. What its close codes mean: docs/decisions/012.

import * as dot from "./status.js";

const SIGNED_OUT = 4401;
const NO_MEMBER = 4403; // any more: the page itself must be asked again
const RESTART = 1012;
const FULL = 1013;
const FIRST = 500; // ms
const LONGEST = 15_000;
const GRACE = 500; // ms for a page that is leaving anyway, because it signed out itself
const PATIENCE = 5_000; // ms for an answer, before the connection counts as dead

let address = "";
let call = {};
let socket = null;
let failures = 0;
let again = null;
let doubt = null;

export function start(path, callbacks) {
  call = callbacks;
  address = new URL(path, location.href);
  address.protocol = address.protocol.replace("http", "ws");
  open();
}

export function say(words) {
  if (socket?.readyState !== WebSocket.OPEN) return false;
  socket.send(JSON.stringify(words));
  return true;
}

// A connection that slept may be dead without knowing it: it has to answer what was just said, or is replaced.
export function wake() {
  if (socket?.readyState === WebSocket.OPEN) doubt ??= setTimeout(() => { leave(); open(); }, PATIENCE);
  else if (socket?.readyState !== WebSocket.CONNECTING) open();
}

export function leave() {
  clearTimeout(again);
  believe();
  const left = socket;
  socket = null;
  if (left?.readyState === WebSocket.OPEN) left.close(); // one that is still opening would be lamented in the console
}

function believe() {
  clearTimeout(doubt);
  doubt = null;
}

export function open() {
  clearTimeout(again);
  let mine = null;
  try {
    mine = new WebSocket(address);
  } catch {
    return closed(1006); // a browser whose 'self' does not mean sockets
  }
  socket = mine;
  mine.addEventListener("open", () => (mine === socket ? call.opened() : mine.close()));
  mine.addEventListener("message", ({ data }) => {
    if (mine !== socket) return;
    failures = 0;
    believe();
    call.heard(data);
  });
  mine.addEventListener("close", ({ code }) => mine === socket && closed(code));
}

function closed(code) {
  believe();
  socket = null;
  if (code === SIGNED_OUT) return void setTimeout(call.signedOut, GRACE);
  if (code === NO_MEMBER) return void setTimeout(() => location.reload(), GRACE);
  failures += 1;
  again = setTimeout(open, pause(code));
  if (failures > 1 || code === FULL) call.failing();
  else dot.show(navigator.onLine ? "behind" : "offline");
}

// Everybody comes back after a restart, and not all at once.
function pause(code) {
  if (code === RESTART && failures === 1) return Math.random() * 1000;
  if (code === FULL) return 2000 + Math.random() * 3000;
  return Math.min(LONGEST, FIRST * 2 ** (failures - 1)) * (0.5 + Math.random() / 2);
}

export const isOpen = () => socket?.readyState === WebSocket.OPEN;
