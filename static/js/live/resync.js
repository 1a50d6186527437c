// Asking for the page anew: after a gap, and every 15 seconds where sockets do not get through.
// The calendar answers at its own address, with 304 when nothing changed; other pages read their parts again.

import { signedOut } from "../lib/request.js";
import { firstRow } from "../behaviours/lazy_rows.js";
import * as dot from "./status.js";
import { fireAll, isBehind } from "./refresh.js";
import * as page from "./page.js";
import { isOpen } from "./socket.js";
import { isOver } from "./session.js";

const EVERY = 15_000; // ms
const TRIES = 4;
const LATER = 1000;
const ITSELF = { "HX-Source": "section#schedule", "HX-Target": "section#schedule" }; // nobody pressed anything
const GONE = new Set([403, 404]);
let last = {}; // address and ETag of the newest whole answer
let running = false;
let again = false; // something happened since what is under way was asked for
let later = null;
let polling = null;
let greeted = false;

// `anew`: what was answered before is of no use; `since`: nor is an answer that is under way.
export function ask({ anew = false, since = anew } = {}) {
  if (isOver()) return;
  if (anew) last = {};
  if (running) again ||= since;
  else start();
}

async function start() {
  clearTimeout(later);
  [running, again, later] = [true, false, null];
  await run();
  running = false;
  if (again || (page.isStale() && !later)) start();
  else judge();
}

// Live only while everything shown is as new as what is known; and that is known once the server has answered the hello.
export function judge() {
  if (!isOpen() || running || later || !greeted || !navigator.onLine) return;
  dot.show(page.isStale() || isBehind() ? "behind" : "live");
}

export function greet(answered) {
  greeted = answered;
}

// No socket: ask now and then, until there is one.
export function poll() {
  if (polling) return;
  polling = setInterval(() => (isOpen() || isOver() ? stop() : document.hidden || ask()), EVERY);
  ask();
}

function stop() {
  clearInterval(polling);
  polling = null;
}

async function run() {
  dot.show(isOpen() ? "behind" : dot.state());
  try {
    let shown = await once();
    for (let tries = 1; !shown && tries < TRIES; tries += 1) shown = await once();
    if (!shown) retry(); // things move faster than pages are made
    if (!isOpen() && !isOver()) dot.show("polling");
  } catch {
    dot.show("offline");
    if (isOpen()) retry();
  }
}

function retry() {
  later ??= setTimeout(() => { later = null; ask(); }, LATER);
}

// True when the page shows all there is to tell.
async function once() {
  if (!page.hasCalendar()) return readParts();
  const [address, before] = [page.view(), page.seen()];
  const answer = await fetch(address, { headers: headers(address) });
  if (answer.status === 401) return signedOut();
  if (GONE.has(answer.status) || answer.redirected) return location.reload() ?? true;
  if (answer.status === 304) return page.confirmed(address, Number(answer.headers.get("X-Event-Seq")));
  if (!answer.ok) throw new Error(String(answer.status));
  const shown = await page.replace(await answer.text(), address);
  if (shown) last = { address, etag: answer.headers.get("ETag") };
  if (page.seen() > before) fireAll(page.seen());
  return shown;
}

function headers(address) {
  return { "HX-Request": "true", ...ITSELF, ...firstRow(), ...(last.etag && last.address === address ? { "If-None-Match": last.etag } : {}) };
}

// A page without a calendar. Without a socket, ask first whether anybody answers: htmx complains aloud.
async function readParts() {
  if (isOpen()) fireAll(page.told());
  else {
    await fetch(document.body.dataset.alive, { cache: "no-store" });
    fireAll();
  }
  return true;
}
