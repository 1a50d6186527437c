// carry: one bar in the hand, of a pointer or of the keys. It is lifted, it goes somewhere, it is put down or taken back.
// The server says at once which version was lifted; the drop says it again, so that nobody's change is lost.

import * as ghost from "./drop_preview.js";
import { expectRow, look, refresh, send } from "../lib/request.js";
import { byArtist, idOf, lines, mayMove, here, nameOf, rowOf, slots, trackOf } from "./grid.js";
import { hold } from "../live/swap_lock.js";
import { say, words } from "../lib/announce.js";
import { offerUndo } from "./undo.js";

const LONGEST = 120_000; // ms: keys may take their time
let held = null;

export const carried = () => held;

export function lift(bar, aloud = false) {
  if (held || !mayMove() || !bar.dataset.status || bar.dataset.status === "cancelled") return null;
  const row = rowOf(bar);
  held = { bar, id: idOf(bar), home: row, row, was: lines(bar), by: 0, starts: null, ends: null, aloud, letGo: hold(LONGEST) };
  held.version = look(`${mayMove()}landing?${new URLSearchParams({ ...here(), booking: held.id, by: 0 })}`).then((verdict) => verdict?.dataset.version ?? "");
  bar.dataset.lifted = "";
  document.documentElement.dataset.carrying = "";
  if (aloud) say(words("lifted", { what: bar.textContent }));
  return held;
}

// The slots it takes where it is now.
export function target() {
  const { was, by, starts, ends } = held;
  return { start: starts ?? was.start + by, end: ends ?? was.end + by };
}

// The same as far as it shows: what goes on beyond the window still does so after some steps.
function seen() {
  const { was, starts, ends } = held;
  const { start, end } = target();
  const goesOn = { start: starts === null && was.outside("start"), end: ends === null && was.outside("end") };
  return { start: goesOn.start ? Math.min(start, was.start) : start, end: goesOn.end ? Math.max(end, was.end) : end };
}

export function carry(changes) {
  const before = JSON.stringify([held.by, held.starts, held.ends, held.row.id]);
  Object.assign(held, changes);
  if (!byArtist()) held.row = held.home;
  const { start, end } = seen();
  ghost.show(trackOf(held.row), Math.max(start, 0), Math.min(end, slots()));
  if (before !== JSON.stringify([held.by, held.starts, held.ends, held.row.id])) ask();
}

function ask() {
  const { aloud } = held;
  ghost.ask(query(held), (verdict) => aloud && verdict && say(verdict.textContent.replace(/\s+/g, " ").trim()));
}

// How far it went, as the server reads it: all of it by so many slots, or where its edges are now.
function query({ id, row, home, by, starts, ends, was }) {
  const where = row === home ? {} : { artist_id: row.dataset.artist };
  if (starts === null && ends === null) return { booking: id, ...where, by };
  const edges = by ? { starts: starts ?? was.start + by, ends: ends ?? was.end + by } : { starts, ends };
  return { booking: id, ...where, ...Object.fromEntries(Object.entries(edges).filter(([, slot]) => slot !== null)) };
}

const stayed = ({ row, home, by, starts, ends, was }) =>
  row === home && by === 0 && (starts ?? was.start) === was.start && (ends ?? was.end) === was.end;

export async function drop() {
  const mine = held;
  if (stayed(mine)) return back();
  const { start, end } = target();
  const undo = paint(mine.bar, trackOf(mine.row), start, end);
  release();
  const { booking, ...where } = query(mine);
  const settle = expectRow();
  const told = await send("PUT", `${mayMove()}${booking}/placement`, { ...here(), ...where, version: await mine.version });
  mine.letGo();
  if (!told) {
    undo();
    say(words("refused", { what: mine.bar.textContent }));
    return document.querySelector("dialog.conflict[open]") || refresh();
  }
  const { placed } = told;
  if (!placed.message) return undo();
  say(placed.message);
  if (mine.aloud) document.getElementById(mine.bar.id)?.focus({ preventScroll: true });
  offerUndo(placed);
  settle();
}

export function back() {
  const mine = held;
  release();
  mine.letGo();
  if (mine.aloud) {
    say(words("dropped", { what: mine.bar.textContent }));
    mine.bar.focus({ preventScroll: true });
  }
}

function release() {
  delete held.bar.dataset.lifted;
  delete document.documentElement.dataset.carrying;
  held = null;
  ghost.hide();
}

// Shows it where it was put down before the server has said so; gives what takes that back.
function paint(bar, track, start, end) {
  const before = { track: bar.parentElement, next: bar.nextSibling, s: bar.style.getPropertyValue("--s"), e: bar.style.getPropertyValue("--e") };
  const put = (s, e) => { bar.style.setProperty("--s", s); bar.style.setProperty("--e", e); };
  if (bar.parentElement !== track) track.append(bar);
  put(Math.max(start, 0) + 1, Math.min(end, slots()) + 1);
  return () => {
    if (before.track.isConnected) before.track.insertBefore(bar, before.next?.parentElement === before.track ? before.next : null);
    put(before.s, before.e);
  };
}
