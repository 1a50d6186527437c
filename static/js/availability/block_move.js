// One time block being moved, or made longer or shorter, by a pointer or by the keys: it is lifted, goes somewhere, and is put
// down or goes back. The server judges, and the toast takes it back.

import { announce, message } from "../lib/announce.js";
import { lock } from "../live/swap_lock.js";
import { putDown } from "./drop.js";
import { between, later, mark, unmark, words } from "./days.js";

const LONGEST = 120_000; // ms: keys may take their time
let move = null;

export const activeMove = () => move;

// `lifts` is "all" of it, or one of its ends: "start", "end"; the keys say "ends" for both.
export function startMove(block, lifts = "all", aloud = false) {
  if (move || (lifts !== "all" && block.clock)) return null;
  move = { block, lifts, aloud, starts: block.starts, ends: block.ends, unlock: lock(LONGEST) };
  document.documentElement.dataset.moving = lifts === "all" ? "" : "edge";
  show();
  if (aloud) announce(message(lifts === "all" ? "lifted" : "stretched", told(move)));
  return move;
}

const told = ({ block, starts, ends }) => ({ what: block.name, when: words(starts, ends) });

export function moveBy(days) {
  const { block } = move;
  goTo(later(block.starts, days), later(block.ends, days));
}

export function stretchTo(end, date) {
  if (end === "start") goTo(date > move.ends ? move.ends : date, move.ends);
  else goTo(move.starts, date < move.starts ? move.starts : date);
}

function goTo(starts, ends) {
  if (starts === move.starts && ends === move.ends) return;
  Object.assign(move, { starts, ends });
  show();
  if (move.aloud) announce(message("there", told(move)));
}

const show = () => mark("data-lands", move.starts, move.ends);

export async function drop() {
  const { block, lifts, starts, ends, unlock } = move;
  if (starts === block.starts && ends === block.ends) return cancelMove();
  end();
  const values = lifts === "all" ? { by: between(block.starts, starts) } : { starts_on: starts, ends_on: ends };
  const went = await putDown(block.placement, values, block.version);
  unlock();
  if (!went) announce(message("back", { what: block.name, when: words(block.starts, block.ends) }));
}

export function cancelMove() {
  const { block, aloud, unlock } = move;
  end();
  unlock();
  if (aloud) announce(message("back", { what: block.name, when: words(block.starts, block.ends) }));
}

function end() {
  move = null;
  delete document.documentElement.dataset.moving;
  unmark("data-lands");
}
