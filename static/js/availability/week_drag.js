// A pointer on a week: over empty time it makes hours, on hours it moves them, at their ends it makes them longer or shorter.
// A finger rests first, so that it can scroll; one that rests and is let go of gets handles.

import { DAY } from "./intervals.js";
import { STEP, weekOf } from "./week.js";
import { announce, message } from "../lib/announce.js";

const SLIP = 4; // px a mouse may move in a click
const TREMBLE = 10; // px a resting finger may
const REST = 400; // ms
const REACH = 8; // px of an end
const HOUR = 60;
let press = null;

const down = (minute, step = STEP) => Math.floor(minute / step) * step;
const near = (minute) => Math.round(minute / STEP) * STEP;

document.addEventListener("pointerdown", (event) => {
  const week = event.button === 0 && event.isPrimary && event.target instanceof Element ? weekOf(event.target) : null;
  if (!event.target.matches?.(".week-interval i")) dropHandles();
  const track = event.target.closest?.(".week-track");
  if (!week || !track || press) return;
  const interval = week.with(event.target.closest(".week-interval"));
  const touch = event.pointerType !== "mouse";
  const handle = event.target.matches("i") ? event.target.dataset.edge : "";
  const edge = handle || (interval && !touch ? edgeOf(interval, event.clientY) : "");
  press = { week, interval, edge, touch, id: event.pointerId, track, x: event.clientX, y: event.clientY, from: week.at(event.clientX, event.clientY), live: !touch || handle !== "" };
  if (press.live) track.setPointerCapture(event.pointerId);
  else press.timer = setTimeout(rest, REST);
});

function edgeOf({ element }, y) {
  const box = element.getBoundingClientRect();
  const reach = Math.min(REACH, box.height / 4);
  return y < box.top + reach ? "start" : y > box.bottom - reach ? "end" : "";
}

function rest() {
  press.live = true;
  navigator.vibrate?.(12);
  press.track.setPointerCapture(press.id);
  if (!press.interval) begin(HOUR);
}

// Empty time becomes hours as soon as it is dragged over, or rested on; what there is goes on from where it was.
function begin(length = STEP) {
  const { week, from } = press;
  press.was = press.interval && { day: press.interval.day, start: press.interval.start, end: press.interval.end };
  press.moved = true;
  if (press.interval) return;
  const start = down(from.minute, length);
  const fresh = { day: from.day, start, end: start + length };
  if (week.fits(fresh)) press.interval = week.add(fresh.day, fresh.start, fresh.end);
  press.fresh = { start, length };
}

document.addEventListener("pointermove", (event) => {
  if (!press || event.pointerId !== press.id) return void hover(event);
  const way = Math.hypot(event.clientX - press.x, event.clientY - press.y);
  if (!press.live) return void (way > TREMBLE && forget());
  if (!press.moved && way <= SLIP) return;
  if (!press.moved) begin();
  if (press.interval) follow(press.week.at(event.clientX, event.clientY));
});

function follow({ day, minute }) {
  const { week, interval, edge, was, fresh, from } = press;
  interval.element.dataset.lifted = "";
  if (fresh) return void week.place(interval, swept(fresh, minute));
  if (edge === "start") return void week.place(interval, { start: near(minute) });
  if (edge === "end") return void week.place(interval, { end: near(minute) });
  const start = Math.min(Math.max(was.start + near(minute - from.minute), 0), DAY - STEP);
  const there = { start, end: start + was.end - was.start };
  if (!week.place(interval, { day, ...there })) week.place(interval, there);
}

function swept({ start, length }, minute) {
  if (minute < start) return { start: Math.max(down(minute), 0), end: start + length };
  return { start, end: Math.max(down(minute) + STEP, start + length) };
}

document.addEventListener("pointerup", (event) => {
  if (!press || event.pointerId !== press.id) return;
  const { week, interval, was, live, touch, fresh } = press;
  const moved = interval && press.moved && (!was || interval.day !== was.day || interval.start !== was.start || interval.end !== was.end);
  forget(false);
  if (!interval || !live) return;
  interval.element.focus({ preventScroll: true });
  if (touch) interval.element.dataset.handles = "";
  if (!moved) return;
  week.write(interval.day, was?.day ?? interval.day);
  announce(message(fresh ? "added" : "placed", { when: week.words(interval) }));
});

document.addEventListener("pointercancel", () => forget());

// Lets go; what was dragged goes back.
function forget(back = true) {
  clearTimeout(press?.timer);
  const mine = press;
  press = null;
  if (!mine?.interval) return;
  delete mine.interval.element.dataset.lifted;
  if (!back || !mine.moved) return;
  if (mine.fresh) mine.week.remove(mine.interval);
  else mine.week.place(mine.interval, mine.was);
}

const dropHandles = () => document.querySelectorAll(".week-interval[data-handles]").forEach((each) => delete each.dataset.handles);

function hover({ target, clientY, buttons, pointerType }) {
  const element = pointerType === "mouse" && !buttons ? target.closest?.(".week-interval") : null;
  const interval = weekOf(element)?.with(element);
  if (interval) element.dataset.edge = edgeOf(interval, clientY);
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !press) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  forget();
}, true);

document.addEventListener("touchmove", (event) => press?.live && event.preventDefault(), { passive: false });
document.addEventListener("contextmenu", (event) => press?.touch && event.preventDefault());
