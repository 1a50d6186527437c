// What a key does to the bar, or the free column, that has the focus.

import { inTurn } from "../lib/task_queue.js";
import { expectRow, flash, getFragment, refresh, send } from "../lib/request.js";
import { openBookingForm } from "./new_booking.js";
import { activeMove, cancelMove, drop, moveTo, startMove } from "./move.js";
import * as preview from "./drop_preview.js";
import { here, idOf, mayMove, rows, snap, trackOf } from "./grid.js";
import { announce } from "../lib/announce.js";
import { canUndo, undoLast } from "./undo.js";
import { load } from "../lib/loading.js";
import { focusedSlots, goToEdge, navigate } from "./navigation.js";

const BOOKINGS = ".schedule-grid a.bar, .agenda-card h3 a";
const NEXT = { hold: "pencil", pencil: "confirmation" };
const BEFORE = { confirmed: "pencil", pencil: "hold" };

const isTyping = (target) => target.closest?.("input, textarea, select, [contenteditable]") || document.querySelector("dialog[open]");

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || !document.getElementById("schedule") || isTyping(event.target)) return;
  if (activeMove() ? onMoveKey(event) : onKey(event)) event.preventDefault();
});

function onKey(event) {
  const { key, target, shiftKey } = event;
  if (event.ctrlKey || event.metaKey) return key.toLowerCase() === "z" && !shiftKey && canUndo() && (undoLast(), true);
  if (event.altKey) return false;
  if (key.startsWith("Arrow")) return shiftKey ? startResize(key, target) : navigate(key, target);
  if (key === "Home" || key === "End") return goToEdge(key, target);
  const booking = target.closest?.(BOOKINGS);
  if (!mayMove()) return false;
  if (booking) return act(key, booking, shiftKey);
  return key.toLowerCase() === "n" && bookHere(target);
}

function act(key, booking, shifted) {
  const name = key.toLowerCase();
  if (name === "m" && booking.matches(".bar")) return Boolean(snap() && startMove(booking, true) && showWhere());
  if (name === "s") return step(booking, shifted ? BEFORE : NEXT), true;
  if (name === "delete" || name === "backspace") return end(booking), true;
  return name === "n" && bookHere(booking);
}

// Shift and an arrow lift the bar by an edge: left and right its end, up and down its start.
function startResize(key, target) {
  const bar = target.closest?.(".schedule-grid a.bar");
  if (!bar || !snap() || !mayMove() || !startMove(bar, true)) return false;
  return resize(key);
}

function onMoveKey(event) {
  const { key } = event;
  if (event.ctrlKey || event.metaKey || (event.altKey && !key.startsWith("Arrow"))) return false;
  if (!activeMove().aloud) return true; // a pointer moves it: keys wait until it ends
  if (key === "Enter" || key === " ") return drop(), true;
  if (key === "Escape") return cancelMove(), true;
  if (key === "Tab") return cancelMove(), false;
  if (!key.startsWith("Arrow")) return key.length === 1;
  return event.shiftKey ? resize(key) : go(key, event.altKey);
}

function go(key, exact) {
  const { row, by, starts, ends: last } = activeMove();
  const way = { ArrowLeft: -snap(), ArrowRight: snap() }[key];
  if (way) moveTo({ by: by + way, exact, starts: starts === null ? null : starts + way, ends: last === null ? null : last + way });
  else moveTo({ exact, row: beside(row, key === "ArrowUp" ? -1 : 1) });
  return showWhere();
}

function beside(row, by) {
  const all = rows();
  return all[all.indexOf(row) + by] ?? row;
}

function resize(key) {
  const { was, by, starts, ends: last } = activeMove();
  const step = snap();
  const [start, end] = [starts ?? was.start + by, last ?? was.end + by];
  if (key === "ArrowUp" || key === "ArrowDown") {
    const to = key === "ArrowUp" ? Math.ceil(start / step) * step - step : Math.floor(start / step) * step + step;
    if (!was.outside("start") && to < end) moveTo({ starts: to });
  } else {
    const to = key === "ArrowLeft" ? Math.ceil(end / step) * step - step : Math.floor(end / step) * step + step;
    if (!was.outside("end") && to > start) moveTo({ ends: to });
  }
  return showWhere();
}

function showWhere() {
  const { row, by, was } = activeMove();
  if (!by && row === activeMove().home) preview.show(trackOf(row), Math.max(activeMove().starts ?? was.start, 0), activeMove().ends ?? was.end, activeMove().bar);
  document.querySelector(".drop-preview")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  preview.reposition();
  return true;
}

function bookHere(target) {
  const where = focusedSlots(target);
  if (!where || !("bookRow" in trackOf(where.row).dataset)) return false;
  openBookingForm(trackOf(where.row), where.start, where.end);
  return true;
}

function step(booking, ladder) {
  return inTurn(idOf(booking), () => stepNow(booking, ladder));
}

async function stepNow(booking, ladder) {
  const id = idOf(booking);
  const now = await getFragment(`${mayMove()}landing?${new URLSearchParams({ ...here(), booking: id, by: 0 })}`);
  const noun = ladder[now?.dataset.status];
  if (!now) return flash(document.body.dataset.textUnreachable, "warn");
  if (!noun) return announce(booking.title);
  const settle = expectRow();
  const events = await send("POST", `${mayMove()}${id}/${noun}`, { version: now.dataset.version });
  if (events) announce(document.querySelector("#flashes .flash p")?.textContent ?? "");
  if (events && booking.matches(".bar")) settle();
  else refresh();
}

function end(booking) {
  load(`${mayMove()}${idOf(booking)}/cancellation`, document.getElementById("dialog"));
}
