// Keys on a calendar of days, which is one stop of Tab: arrows go from day to day, with Shift they choose several, Enter adds time
// off or opens what is there. M lifts a block, R its ends; arrows carry it then, Enter puts it down, Escape takes it back.

import { activeMove, cancelMove, drop, moveBy, startMove, stretchTo } from "./block_move.js";
import { addOn, between, blockOf, cellOf, cells, dateOf, later, mark, unmark, words } from "./days.js";
import { announce, message } from "../lib/announce.js";

const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
let anchor = null; // the day that several are chosen from

// One of the days can be reached by Tab: where the focus was, today, or the first.
export function keepStop() {
  const all = cells();
  if (!all.length) return;
  for (const link of document.querySelectorAll("[data-days] td a")) link.tabIndex = -1;
  const stops = all.filter((cell) => cell.tabIndex === 0);
  if (stops.length !== 1) stand(all, stops[0] ?? all.find((cell) => cell.ariaCurrent) ?? all[0]);
}

function stand(all, cell) {
  for (const each of all) each.tabIndex = each === cell ? 0 : -1;
}

document.addEventListener("focusin", ({ target }) => {
  if (target.matches?.("[data-days] [data-date]")) stand(cells(), target);
});

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || !event.target.matches?.("[data-days] [data-date]")) return;
  if (activeMove() ? onLifted(event) : onDay(event)) event.preventDefault();
});

function onDay({ key, shiftKey, target }) {
  const block = blockOf(target);
  if (STEPS[key]) return go(target, STEPS[key], shiftKey);
  if (key === "Enter" || key === "n") return open(target, key === "Enter" && !anchor ? block : null);
  if (key === "Escape") return anchor !== null && (choose(null), true);
  if (block && key.toLowerCase() === "m") return Boolean(startMove(block, "all", true));
  return Boolean(block) && key.toLowerCase() === "r" && Boolean(startMove(block, "ends", true));
}

function go(from, by, chooses) {
  const all = cells();
  const to = all[all.indexOf(from) + by];
  if (!to) return true;
  if (chooses) anchor ??= dateOf(from);
  else choose(null);
  to.focus();
  to.scrollIntoView({ block: "nearest" });
  if (chooses) choose(to);
  return true;
}

const chosen = (cell) => [anchor ?? dateOf(cell), dateOf(cell)].sort();

function choose(cell) {
  if (!cell) {
    anchor = null;
    return unmark("data-chosen");
  }
  mark("data-chosen", ...chosen(cell));
  announce(message("chosen", { when: words(...chosen(cell)) }));
}

function open(cell, block) {
  if (block) location.assign(block.form);
  else addOn(...chosen(cell));
  return true;
}

function onLifted({ key, target }) {
  const move = activeMove();
  if (!move.aloud) return true; // a pointer moves it: keys wait until it ends
  if (key === "Enter" || key === " ") return put(target), true;
  if (key === "Escape") return cancelMove(), true;
  if (key === "Tab") return cancelMove(), false;
  if (!STEPS[key]) return false;
  if (move.lifts === "all") moveBy(between(move.block.starts, later(move.starts, STEPS[key])));
  else if (key === "ArrowLeft" || key === "ArrowRight") stretchTo("end", later(move.ends, STEPS[key]));
  else stretchTo("start", later(move.starts, Math.sign(STEPS[key])));
  return true;
}

// The focus goes where it was put, if that is on the page.
function put(from) {
  const { starts } = activeMove();
  drop();
  (cells().find((cell) => dateOf(cell) === starts) ?? from).focus();
}
