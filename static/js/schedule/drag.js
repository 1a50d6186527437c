// A bar dragged under the mouse, or under a finger that rested on it first: a finger that moves at once scrolls.

import * as autoscroll from "./autoscroll.js";
import { activeMove, cancelMove, drop, moveTo, startMove } from "./move.js";
import { edgeOf, hideHandles, ofHandle, showHandles } from "./resize.js";
import * as preview from "./drop_preview.js";
import { endAt, lines, seenAt, rowAt, rowOf, seen, slots, snap, startAt, trackOf } from "./grid.js";

const SLIP = 4; // px a mouse may move in a click
const TREMBLE = 10; // px a resting finger may
const REST = 400; // ms
let press = null;
let dragged = false;

const barOf = (event) => (event.target instanceof Element ? event.target.closest("[data-moves] a.bar") : null);
const handleOf = (event) => (event.target instanceof Element ? event.target.closest(".handles i") : null);

document.addEventListener("pointerdown", (event) => {
  dragged = false;
  const handle = handleOf(event);
  const bar = handle ? ofHandle(handle) : barOf(event);
  if (!handle) hideHandles();
  if (!bar || activeMove() || event.button !== 0 || !event.isPrimary || !snap() || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const touch = event.pointerType !== "mouse";
  const edge = handle ? handle.dataset.edge : touch ? "" : edgeOf(bar, event.clientX);
  press = { bar, edge, touch, x: event.clientX, y: event.clientY, id: event.pointerId, pointer: event };
  if (handle) begin();
  else if (touch) press.timer = setTimeout(begin, REST);
});

function begin() {
  const { bar, edge, id, touch, x } = press;
  if (!bar.isConnected || !startMove(bar)) return void (press = null);
  press.grip = seenAt(bar.parentElement, x);
  press.lifted = true;
  bar.focus({ preventScroll: true });
  document.getElementById("schedule").setPointerCapture(id);
  document.documentElement.dataset.moving = edge ? "edge" : "";
  if (touch && !edge) navigator.vibrate?.(12);
}

document.addEventListener("pointermove", (event) => {
  if (!press || event.pointerId !== press.id) return;
  const way = Math.hypot(event.clientX - press.x, event.clientY - press.y);
  if (!press.lifted) {
    if (press.touch && way > TREMBLE) return forget();
    if (press.touch || way <= SLIP) return;
    begin();
    if (!press) return;
  }
  if (!activeMove()) return forget();
  if (way > SLIP) press.moved = true;
  press.at = { x: event.clientX, y: event.clientY };
  press.alt = event.altKey;
  follow();
  autoscroll.near(event.clientX, event.clientY, follow);
});

function follow() {
  const { at, alt, edge, bar, grip } = press;
  if (!press.moved || !activeMove()) return;
  const { was, home } = activeMove();
  const step = snap();
  if (edge) return moveTo(edge === "end" ? { ends: end(seenAt(bar.parentElement, at.x), was, step) } : { starts: start(seenAt(bar.parentElement, at.x), was, step) });
  const row = rowAt(at.x, at.y) ?? activeMove().row;
  const way = Math.round((seenAt(trackOf(row), at.x) - grip) / step) * step;
  const by = way && startAt(seen(was.start) + way) - was.start;
  moveTo({ row: row.dataset.artist ? row : home, by, exact: alt });
  preview.reposition();
}

// An edge that is let go of near where it was stays there: not every edge lies on a step.
const steps = (place, was, step) => (Math.abs(place - was) < step / 2 ? was : Math.round(place / step) * step);

function end(place, was, step) {
  const [first, here] = [seen(was.start), seen(was.end)];
  const to = Math.min(Math.max(steps(place, here, step), Math.min(here, Math.floor(first / step) * step + step)), seen(slots()));
  return to === here ? was.end : endAt(to);
}

function start(place, was, step) {
  const [here, last] = [seen(was.start), seen(was.end)];
  const to = Math.max(Math.min(steps(place, here, step), Math.max(here, Math.ceil(last / step) * step - step)), 0);
  return to === here ? was.start : startAt(to);
}

document.addEventListener("pointerup", (event) => {
  if (!press || event.pointerId !== press.id) return;
  const { lifted, moved, touch, bar } = press;
  forget(false);
  if (!lifted || !activeMove()) return;
  dragged = true;
  setTimeout(() => { dragged = false; }, 300);
  if (moved) return void drop();
  cancelMove();
  if (touch) showHandles(bar);
});

document.addEventListener("pointercancel", () => press && forget());

function forget(cancelToo = true) {
  clearTimeout(press?.timer);
  autoscroll.stop();
  const lifted = press?.lifted;
  press = null;
  if (cancelToo && lifted && activeMove()) cancelMove();
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  hideHandles();
  if (!press?.lifted) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  dragged = true;
  forget();
}, true);

// Alt, pressed or let go of under way, asks whether it keeps its length on the calendar or its working days.
for (const type of ["keydown", "keyup"]) {
  document.addEventListener(type, (event) => {
    if (event.key !== "Alt" || !press?.lifted || !press.moved) return;
    event.preventDefault();
    press.alt = type === "keydown";
    follow();
  });
}

// The click that ends a drag opens nothing; a lifted bar is not the browser's own link to drag or to ask about.
document.addEventListener("click", (event) => {
  if (!dragged || !event.target.closest?.("#schedule")) return;
  dragged = false;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);
document.addEventListener("dragstart", (event) => barOf(event) && event.preventDefault());
document.addEventListener("contextmenu", (event) => (press?.touch || activeMove()) && event.preventDefault());
document.addEventListener("touchmove", (event) => press?.lifted && event.preventDefault(), { passive: false });
document.addEventListener("htmx:after:swap", () => press?.lifted && !press.bar.isConnected && forget());
