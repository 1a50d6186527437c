// One booking being moved, by a pointer or by the keys: it is lifted, goes somewhere, and is dropped or goes back.
// The server says at once which version was lifted; the drop says it again, so that nobody's change is lost.

import * as preview from "./drop_preview.js";
import { expectRow, getFragment, refresh, send } from "../lib/request.js";
import { byArtist, idOf, lines, mayMove, here, nameOf, rowOf, slots, snap, trackOf } from "./grid.js";
import { lock } from "../live/swap_lock.js";
import { announce, message } from "../lib/announce.js";
import { inTurn } from "../lib/task_queue.js";
import { offerUndo, waitForUndo } from "./undo.js";

const LONGEST = 120_000; // ms: keys may take their time
let move = null;

export const activeMove = () => move;

// `lifts` says what the keys move: "all" of it, or its "edges".
export function startMove(bar, aloud = false, lifts = "all") {
  if (move || !mayMove() || !bar.dataset.status || bar.dataset.status === "cancelled") return null;
  const row = rowOf(bar);
  move = { bar, id: idOf(bar), home: row, row, was: lines(bar), by: 0, exact: false, starts: null, ends: null, aloud, lifts, unlock: lock(LONGEST) };
  const { id } = move;
  move.version = inTurn(id, () => getFragment(`${mayMove()}landing?${new URLSearchParams({ ...here(), booking: id, by: 0 })}`)).then((verdict) => verdict?.dataset.version ?? "");
  bar.dataset.lifted = "";
  document.documentElement.dataset.moving = "";
  if (aloud) announce(message("lifted", wordsOf(move)));
  return move;
}

// Whose it is, what and when, before it goes anywhere.
const wordsOf = ({ bar, home }) => ({ who: nameOf(home), what: bar.textContent, when: bar.title });

// The slots it takes where it is now.
export function target() {
  const { was, by, starts, ends } = move;
  return { start: starts ?? was.start + by, end: ends ?? was.end + by };
}

// The same as far as it shows: what goes on beyond the window still does so after some steps.
function visibleTarget() {
  const { was, starts, ends } = move;
  const { start, end } = target();
  const goesOn = { start: starts === null && was.outside("start"), end: ends === null && was.outside("end") };
  return { start: goesOn.start ? Math.min(start, was.start) : start, end: goesOn.end ? Math.max(end, was.end) : end };
}

export function moveTo(changes) {
  const before = placeNow();
  Object.assign(move, changes);
  if (!byArtist()) move.row = move.home;
  if (before === placeNow() && preview.isShown()) return;
  preview.show(trackOf(move.row), ...shown(visibleTarget()), move.bar);
  ask();
}

// As much as is in the window, and of what is beyond it a sign at its edge.
function shown({ start, end }) {
  const first = Math.min(Math.max(start, 0), slots() - snap());
  return [first, Math.max(Math.min(end, slots()), first + snap())];
}

const placeNow = () => JSON.stringify([move.by, move.exact, move.starts, move.ends, move.row.id]);

function ask() {
  const { aloud } = move;
  preview.check(query(move), (verdict) => aloud && verdict && announce(sentences(verdict)));
}

const sentences = (verdict) => [...verdict.querySelectorAll("p")].map((line) => line.textContent.replace(/\s+/g, " ").trim()).join(". ");

// How far it went, as the server reads it: all of it by so many slots, or where its edges are now. With `exact` it stays
// as long on the calendar; else it keeps its working days.
function query({ id, row, home, by, exact, starts, ends, was }) {
  const where = row === home ? {} : { artist_id: row.dataset.artist };
  if (starts === null && ends === null) return { booking: id, ...where, by, ...(exact ? { exactly_by: "yes" } : {}) };
  const edges = by ? { starts: starts ?? was.start + by, ends: ends ?? was.end + by } : { starts, ends };
  return { booking: id, ...where, ...Object.fromEntries(Object.entries(edges).filter(([, slot]) => slot !== null)) };
}

const isUnchanged = ({ row, home, by, starts, ends, was }) =>
  row === home && by === 0 && (starts ?? was.start) === was.start && (ends ?? was.end) === was.end;

export async function drop() {
  const mine = move;
  if (isUnchanged(mine)) return cancelMove();
  const { start, end } = preview.landed() ?? target();
  const where = preview.words() || nameOf(mine.row);
  const undo = showDropped(mine.bar, trackOf(mine.row), start, end);
  endMove();
  const { booking, ...to } = query(mine);
  const seen = here();
  const settle = expectRow();
  const sending = inTurn(booking, async () => send("PUT", `${mayMove()}${booking}/placement`, { ...seen, ...to, version: await mine.version }));
  const done = waitForUndo();
  const events = await sending;
  mine.unlock();
  if (!events) {
    undo();
    done();
    if (move?.bar === mine.bar) cancelMove(); // it was lifted again from where it is not
    announce(message("refused", { ...wordsOf(mine), where }));
    return document.querySelector("dialog.conflict[open]") || refresh();
  }
  const { placed } = events;
  if (!placed.message) return done(undo());
  announce(placed.message);
  if (mine.aloud) document.getElementById(mine.bar.id)?.focus({ preventScroll: true });
  offerUndo(placed);
  done();
  settle();
}

export function cancelMove() {
  const mine = move;
  endMove();
  mine.unlock();
  if (mine.aloud) {
    announce(message("dropped", wordsOf(mine)));
    mine.bar.focus({ preventScroll: true });
  }
}

function endMove() {
  delete move.bar.dataset.lifted;
  delete document.documentElement.dataset.moving;
  move = null;
  preview.hide();
}

// Shows it where it was put down before the server has said so; gives what takes that back.
function showDropped(bar, track, start, end) {
  const before = { track: bar.parentElement, next: bar.nextSibling, s: bar.style.getPropertyValue("--s"), e: bar.style.getPropertyValue("--e") };
  const put = (s, e) => { bar.style.setProperty("--s", s); bar.style.setProperty("--e", e); };
  if (bar.parentElement !== track) track.append(bar);
  put(Math.floor(Math.max(start, 0)) + 1, Math.ceil(Math.min(end, slots())) + 1); // grid lines are whole
  return () => {
    if (before.track.isConnected) before.track.insertBefore(bar, before.next?.parentElement === before.track ? before.next : null);
    put(before.s, before.e);
  };
}
