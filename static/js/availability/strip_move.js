// A time block on the schedule being moved along its row, or its ends: by whole days, which the server reads as the artist's.

import { getFragment } from "../lib/request.js";
import { announce, message } from "../lib/announce.js";
import { lock } from "../live/swap_lock.js";
import { lines, nameOf, perColumn, rowOf, seen, slots, startAt, trackOf } from "../schedule/grid.js";
import * as preview from "../schedule/drop_preview.js";
import { later, words } from "./days.js";
import { putDown } from "./drop.js";

const LONGEST = 120_000; // ms: keys may take their time
let move = null;

export const activeStrip = () => move;
const addressOf = (strip) => strip.getAttribute("href").replace(/edit$/, "placement");

// `lifts` is "all" of it, "start", "end", or "ends" for keys that move both.
export function liftStrip(strip, lifts = "all", aloud = false) {
  if (move) return null;
  const mine = { strip, lifts, aloud, was: lines(strip), starts: 0, ends: 0, unlock: lock(LONGEST), address: addressOf(strip) };
  mine.block = getFragment(mine.address).then((shown) => shown?.dataset);
  move = mine;
  strip.dataset.lifted = "";
  document.documentElement.dataset.moving = lifts === "all" ? "" : "edge";
  if (aloud) announce(message("lifted", told(strip)));
  show();
  return mine;
}

// `Vacation, Ada Lovelace, Mon 23 – Thu 26 Nov` in its parts.
function told(strip) {
  const who = nameOf(rowOf(strip));
  const [what, when] = strip.title.split(`, ${who}, `);
  return { who, what, when: when ?? "" };
}

// So many columns as they are seen, from where it was; each end by itself, or both.
export function carry({ starts = move.starts, ends = move.ends }) {
  const { was } = move;
  const [first, last] = [was.start + starts * perColumn(), was.end + ends * perColumn()];
  if (last <= first || first >= slots() || last <= 0) return;
  Object.assign(move, { starts, ends });
  show();
  if (move.aloud) say(move);
}

async function say(mine) {
  const { starts, ends } = mine;
  const block = await mine.block;
  if (block && move === mine && starts === mine.starts && ends === mine.ends) announce(message("there", { who: nameOf(rowOf(mine.strip)), when: words(later(block.starts, starts), later(block.ends, ends)) }));
}

function show() {
  const { strip, was, starts, ends } = move;
  const [first, last] = [was.start + starts * perColumn(), was.end + ends * perColumn()];
  preview.show(trackOf(rowOf(strip)), Math.max(first, 0), Math.min(last, slots()));
}

export async function dropStrip() {
  const mine = move;
  const { strip, starts, ends, address, aloud } = mine;
  if (!starts && !ends) return cancelStrip();
  end();
  const block = await mine.block;
  const values = starts === ends ? { by: starts } : block && { starts_on: later(block.starts, starts), ends_on: later(block.ends, ends) };
  const went = block && await putDown(address, values, block.version);
  mine.unlock();
  if (!went) announce(message("dropped", told(strip)));
  if (aloud) document.getElementById(strip.id)?.focus({ preventScroll: true });
}

export function cancelStrip() {
  const { strip, aloud, unlock } = move;
  end();
  unlock();
  if (!aloud) return;
  announce(message("dropped", told(strip)));
  strip.focus({ preventScroll: true });
}

function end() {
  delete move.strip.dataset.lifted;
  delete document.documentElement.dataset.moving;
  move = null;
  preview.hide();
}

// So many columns on from a slot, in days: weekends that are left out are gone over.
export const daysOn = (slot, columns, at = startAt) => Math.round((at(seen(slot) + columns * perColumn()) - slot) / perColumn());
