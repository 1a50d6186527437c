// Time off on the schedule under the mouse, the finger and the keys: along its row, by days. A strip that comes again, and any by
// hours, is a link to its form; in a quarter only keys move one, as days are too narrow for a hand.

import { columnsAreHours, endAt, perColumn, seenAt, snap, startAt } from "../schedule/grid.js";
import { edgeOf, hideHandles, ofHandle, showHandles } from "../schedule/resize.js";
import { activeStrip, cancelStrip, carry, daysOn, dropStrip, liftStrip } from "./strip_move.js";

const SLIP = 4; // px a mouse may move in a click
const TREMBLE = 10; // px a resting finger may
const REST = 400; // ms
const WEEK = 7;
let press = null;
let dragged = false;

const byDays = () => !columnsAreHours();
const byHand = () => byDays() && snap();
const stripOf = (target, isFree = byHand) => (isFree() ? target.closest?.("#schedule .off[data-movable]") : null);

function handled(target) {
  const handle = target.closest?.(".handles i");
  const strip = handle && ofHandle(handle);
  return strip?.matches(".off") ? { strip, edge: handle.dataset.edge } : null;
}

document.addEventListener("pointerdown", (event) => {
  dragged = false;
  const handle = handled(event.target);
  const strip = handle?.strip ?? stripOf(event.target);
  if (!strip || activeStrip() || event.button !== 0 || !event.isPrimary || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const touch = event.pointerType !== "mouse";
  press = { strip, touch, edge: handle?.edge ?? (touch ? "" : edgeOf(strip, event.clientX)), x: event.clientX, y: event.clientY, id: event.pointerId };
  if (handle) begin();
  else if (touch) press.timer = setTimeout(begin, REST);
});

function begin() {
  const { strip, edge, id, touch, x } = press;
  if (!strip.isConnected || !liftStrip(strip, edge || "all")) return void (press = null);
  press.lifted = true;
  press.grip = seenAt(strip.parentElement, x);
  document.getElementById("schedule").setPointerCapture(id);
  if (touch && !edge) navigator.vibrate?.(12);
}

document.addEventListener("pointermove", (event) => {
  if (!press || event.pointerId !== press.id) return;
  const way = Math.hypot(event.clientX - press.x, event.clientY - press.y);
  if (!press.lifted) {
    if (press.touch && way > TREMBLE) return void forget();
    if (press.touch || way <= SLIP) return;
    begin();
  }
  if (!press || !activeStrip()) return;
  if (way > SLIP) press.moved = true;
  if (press.moved) follow(event.clientX);
});

function follow(x) {
  const { strip, edge, grip } = press;
  const { was } = activeStrip();
  const way = Math.round((seenAt(strip.parentElement, x) - grip) / perColumn());
  if (edge === "start") return carry({ starts: Math.min(daysOn(was.start, way), lengthOf(was) - 1), ends: 0 });
  if (edge === "end") return carry({ starts: 0, ends: Math.max(daysOn(was.end, way, endAt), 1 - lengthOf(was)) });
  carry({ starts: daysOn(was.start, way), ends: daysOn(was.start, way) });
}

const lengthOf = ({ start, end }) => Math.round((end - start) / perColumn());

document.addEventListener("pointerup", (event) => {
  if (!press || event.pointerId !== press.id) return;
  const { lifted, moved, touch, strip } = press;
  forget(false);
  if (!lifted || !activeStrip()) return;
  dragged = true;
  setTimeout(() => { dragged = false; }, 300);
  if (moved) return void dropStrip();
  cancelStrip();
  if (touch) showHandles(strip);
});

document.addEventListener("pointercancel", () => forget());

function forget(back = true) {
  clearTimeout(press?.timer);
  const lifted = press?.lifted;
  press = null;
  if (back && lifted && activeStrip()) cancelStrip();
}

// Before the keys of bookings hear of it: while a strip is lifted, or when one is to be.
document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (press?.lifted) return void (key === "Escape" && (stop(event), forget()));
  if (activeStrip()) return void (onLifted(event) && stop(event));
  const strip = event.ctrlKey || event.metaKey || event.altKey ? null : stripOf(target, byDays);
  const lifts = { m: "all", r: "ends" }[key.toLowerCase()];
  if (!strip || !lifts) return;
  hideHandles();
  if (liftStrip(strip, lifts, true)) stop(event);
}, true);

function stop(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
}

function onLifted({ key, shiftKey }) {
  const { lifts, was, starts, ends } = activeStrip();
  if (key === "Enter" || key === " ") return dropStrip(), true;
  if (key === "Escape") return cancelStrip(), true;
  if (key === "Tab") return cancelStrip(), false;
  const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -1, ArrowDown: 1 }[key];
  if (!step) return key.length === 1;
  const isEnd = lifts === "ends" && (key === "ArrowLeft" || key === "ArrowRight");
  const [edge, gone, at] = isEnd ? [was.end, ends, endAt] : [was.start, starts, startAt];
  const by = shiftKey ? step * WEEK : daysOn(edge + gone * perColumn(), step, at);
  if (lifts === "ends") carry(isEnd ? { ends: ends + by } : { starts: starts + by });
  else if (key === "ArrowLeft" || key === "ArrowRight") carry({ starts: starts + by, ends: ends + by });
  return true;
}

// The click that ends a drag opens nothing, and a strip is not the browser's own link to drag.
document.addEventListener("click", (event) => {
  if (!dragged || !event.target.closest?.("#schedule")) return;
  dragged = false;
  stop(event);
}, true);
document.addEventListener("dragstart", (event) => stripOf(event.target) && event.preventDefault());
document.addEventListener("contextmenu", (event) => press?.touch && event.preventDefault());
document.addEventListener("touchmove", (event) => press?.lifted && event.preventDefault(), { passive: false });
