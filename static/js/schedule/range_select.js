// sweep: a press or a drag over empty time of a row asks for the booking form of that row and that time.
// A finger rests first, so that it can scroll. The keyboard walks to a free day instead (walk.js).

import * as autoscroll from "./autoscroll.js";
import { book, query } from "./new_booking.js";
import * as ghost from "./drop_preview.js";
import { byArtist, columnOf, perColumn, slotAt, slots, snap } from "./grid.js";

const SLIP = 4;
const TREMBLE = 10;
const REST = 400; // ms
let sweep = null;
let dismissing = false;

const trackOf = (event) => (event.target instanceof Element && event.target.matches("[data-book-row]") ? event.target : null);

// A press beside an open card only closes the card.
document.addEventListener("pointerdown", () => { dismissing = document.querySelector("[data-panel]") !== null; }, true);

document.addEventListener("pointerdown", (event) => {
  const track = event.button === 0 && event.isPrimary ? trackOf(event) : null;
  if (!track || dismissing || document.querySelector(".handles")) return;
  const touch = event.pointerType !== "mouse";
  sweep = { track, touch, x: event.clientX, y: event.clientY, id: event.pointerId, anchor: slotAt(track, event.clientX), live: !touch };
  if (touch) sweep.timer = setTimeout(rest, REST);
  else track.setPointerCapture(event.pointerId);
});

function rest() {
  sweep.live = true;
  navigator.vibrate?.(12);
  document.getElementById("schedule").setPointerCapture(sweep.id);
  draw();
}

document.addEventListener("pointermove", (event) => {
  if (!sweep) return event.pointerType === "mouse" && hover(event);
  const way = Math.hypot(event.clientX - sweep.x, event.clientY - sweep.y);
  if (!sweep.live) return way > TREMBLE && forget();
  if (way > SLIP) sweep.moved = true;
  sweep.to = event.clientX;
  draw();
  autoscroll.near(event.clientX, event.clientY, draw);
});

// A column is offered under a mouse; pressing takes it, as it stands.
function hover(event) {
  const track = trackOf(event);
  if (document.documentElement.dataset.carrying !== undefined) return;
  if (!track || event.buttons) return ghost.hide();
  ghost.show(track, ...column(slotAt(track, event.clientX)));
}

function column(slot) {
  const from = columnOf(slot) * perColumn();
  return [from, from + perColumn()];
}

// What is swept over, out to the next steps of the snap; a press without a way is a whole column.
function range() {
  const { anchor, to, moved, track } = sweep;
  if (!moved) return column(anchor);
  const step = snap() || perColumn();
  const here = slotAt(track, to);
  const [low, high] = [Math.max(Math.min(anchor, here), 0), Math.min(Math.max(anchor, here), slots())];
  return [Math.floor(low / step) * step, Math.max(Math.ceil(high / step) * step, Math.floor(low / step) * step + step)];
}

function draw() {
  if (!sweep?.live) return;
  const [start, end] = range();
  ghost.show(sweep.track, start, end);
  const now = `${start} ${end}`;
  if (now === sweep.asked || !sweep.moved || !byArtist() || !snap()) return;
  sweep.asked = now;
  ghost.ask(query(sweep.track, start, end));
}

document.addEventListener("pointerup", (event) => {
  if (!sweep || event.pointerId !== sweep.id) return;
  const { live, track } = sweep;
  const [start, end] = range();
  forget();
  if (live) book(track, start, end);
});

document.addEventListener("pointercancel", () => forget());
document.addEventListener("pointerleave", () => sweep || ghost.hide());

function forget() {
  clearTimeout(sweep?.timer);
  autoscroll.stop();
  if (sweep) ghost.hide();
  sweep = null;
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !sweep) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  forget();
}, true);

document.addEventListener("touchmove", (event) => sweep?.live && event.preventDefault(), { passive: false });
document.addEventListener("contextmenu", (event) => sweep?.touch && event.preventDefault());
