// keys: what a key does to the bar, or the free column, that has the focus.

import { expectRow, look, refresh, send } from "../lib/request.js";
import { book } from "./new_booking.js";
import { back, carried, carry, drop, lift } from "./move.js";
import * as ghost from "./drop_preview.js";
import { here, idOf, mayMove, rows, snap, trackOf } from "./grid.js";
import { say } from "../lib/announce.js";
import { canUndo, takeBack } from "./undo.js";
import { ends, place, walk } from "./navigation.js";

const BOOKINGS = ".schedule-grid a.bar, .agenda-card h3 a";
const NEXT = { hold: "pencil", pencil: "confirmation" };
const BEFORE = { confirmed: "pencil", pencil: "hold" };

const isTyping = (target) => target.closest?.("input, textarea, select, [contenteditable]") || document.querySelector("dialog[open]");

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || !document.getElementById("schedule") || isTyping(event.target)) return;
  if (carried() ? inHand(event) : free(event)) event.preventDefault();
});

function free(event) {
  const { key, target, shiftKey } = event;
  if (event.ctrlKey || event.metaKey) return key.toLowerCase() === "z" && !shiftKey && canUndo() && (takeBack(), true);
  if (event.altKey) return false;
  if (key.startsWith("Arrow")) return shiftKey ? pull(key, target) : walk(key, target);
  if (key === "Home" || key === "End") return ends(key, target);
  const booking = target.closest?.(BOOKINGS);
  if (!mayMove()) return false;
  if (booking) return act(key, booking, shiftKey);
  return key.toLowerCase() === "n" && bookHere(target);
}

function act(key, booking, shifted) {
  const name = key.toLowerCase();
  if (name === "m" && booking.matches(".bar")) return Boolean(snap() && lift(booking, true) && showWhere());
  if (name === "s") return step(booking, shifted ? BEFORE : NEXT), true;
  if (name === "delete" || name === "backspace") return end(booking), true;
  return name === "n" && bookHere(booking);
}

// Shift and an arrow lift the bar by an edge: left and right its end, up and down its start.
function pull(key, target) {
  const bar = target.closest?.(".schedule-grid a.bar");
  if (!bar || !snap() || !mayMove() || !lift(bar, true)) return false;
  return stretch(key);
}

function inHand(event) {
  const { key } = event;
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  if (!carried().aloud) return true; // a pointer has it: keys wait until it lets go
  if (key === "Enter" || key === " ") return drop(), true;
  if (key === "Escape") return back(), true;
  if (key === "Tab") return back(), false;
  if (!key.startsWith("Arrow")) return key.length === 1;
  return event.shiftKey ? stretch(key) : go(key);
}

function go(key) {
  const { row, by, starts, ends: last } = carried();
  const way = { ArrowLeft: -snap(), ArrowRight: snap() }[key];
  if (way) carry({ by: by + way, starts: starts === null ? null : starts + way, ends: last === null ? null : last + way });
  else carry({ row: beside(row, key === "ArrowUp" ? -1 : 1) });
  return showWhere();
}

function beside(row, by) {
  const all = rows();
  return all[all.indexOf(row) + by] ?? row;
}

function stretch(key) {
  const { was, by, starts, ends: last } = carried();
  const step = snap();
  const [start, end] = [starts ?? was.start + by, last ?? was.end + by];
  if (key === "ArrowUp" || key === "ArrowDown") {
    const to = key === "ArrowUp" ? Math.ceil(start / step) * step - step : Math.floor(start / step) * step + step;
    if (!was.outside("start") && to < end) carry({ starts: to });
  } else {
    const to = key === "ArrowLeft" ? Math.ceil(end / step) * step - step : Math.floor(end / step) * step + step;
    if (!was.outside("end") && to > start) carry({ ends: to });
  }
  return showWhere();
}

function showWhere() {
  const { row, by, was } = carried();
  if (!by && row === carried().home) ghost.show(trackOf(row), Math.max(carried().starts ?? was.start, 0), carried().ends ?? was.end);
  document.querySelector(".ghost")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  ghost.place();
  return true;
}

function bookHere(target) {
  const where = place(target);
  if (!where || !("bookRow" in trackOf(where.row).dataset)) return false;
  book(trackOf(where.row), where.start, where.end);
  return true;
}

async function step(booking, ladder) {
  const id = idOf(booking);
  const now = await look(`${mayMove()}landing?${new URLSearchParams({ ...here(), booking: id, by: 0 })}`);
  const noun = ladder[now?.dataset.status];
  if (!noun) return now && say(booking.title);
  const settle = expectRow();
  const told = await send("POST", `${mayMove()}${id}/${noun}`, { version: now.dataset.version });
  if (told) say(document.querySelector("#flashes .flash p")?.textContent ?? "");
  if (told && booking.matches(".bar")) settle();
  else refresh();
}

function end(booking) {
  htmx.ajax("GET", `${mayMove()}${idOf(booking)}/cancellation`, { target: "#dialog", swap: "innerHTML" });
}
