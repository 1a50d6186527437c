// A press or a drag over empty time of a row asks for the booking form of that row and that time.
// A finger rests first, so that it can scroll. The keyboard walks to a free day instead (navigation.js).

import * as autoscroll from "./autoscroll.js";
import { openBookingForm, query } from "./new_booking.js";
import * as preview from "./drop_preview.js";
import { byArtist, columnsAreDays, endAt, perColumn, seenAt, seen, slots, snap, startAt } from "./grid.js";

const SLIP = 4;
const TREMBLE = 10;
const REST = 400; // ms
let selection = null;
let dismissing = false;

const trackOf = (event) => (event.target instanceof Element && event.target.matches("[data-book-row]") ? event.target : null);

// A press beside an open card only closes the card.
document.addEventListener("pointerdown", () => { dismissing = document.querySelector("[data-panel]") !== null; }, true);

document.addEventListener("pointerdown", (event) => {
  const track = event.button === 0 && event.isPrimary ? trackOf(event) : null;
  if (!track || dismissing || document.querySelector(".handles")) return;
  const touch = event.pointerType !== "mouse";
  selection = { track, touch, x: event.clientX, y: event.clientY, id: event.pointerId, anchor: seenAt(track, event.clientX), live: !touch };
  if (touch) selection.timer = setTimeout(rest, REST);
  else track.setPointerCapture(event.pointerId);
});

function rest() {
  selection.live = true;
  navigator.vibrate?.(12);
  document.getElementById("schedule").setPointerCapture(selection.id);
  draw();
}

document.addEventListener("pointermove", (event) => {
  if (!selection) return event.pointerType === "mouse" && hover(event);
  const way = Math.hypot(event.clientX - selection.x, event.clientY - selection.y);
  if (!selection.live) return way > TREMBLE && forget();
  if (way > SLIP) selection.moved = true;
  selection.to = event.clientX;
  selection.alt = event.altKey;
  draw();
  autoscroll.near(event.clientX, event.clientY, draw);
});

// A column is offered under a mouse; pressing takes it, as it stands.
function hover(event) {
  const track = trackOf(event);
  if (document.documentElement.dataset.moving !== undefined) return;
  if (!track || event.buttons) return preview.hide();
  preview.show(track, ...column(seenAt(track, event.clientX)));
}

function column(place) {
  const last = seen(slots()) / perColumn() - 1;
  const from = Math.min(Math.max(Math.floor(place / perColumn()), 0), last) * perColumn();
  return [startAt(from), endAt(from + perColumn())];
}

// What is selected: where columns are days, the days that are touched, with Alt only parts of them; by hours, out to the
// next steps of the snap. A press without a way is a whole column.
function range() {
  const { anchor, to, moved, track, alt } = selection;
  if (!moved) return column(anchor);
  const step = (columnsAreDays() && !alt ? 0 : snap()) || perColumn();
  const here = seenAt(track, to);
  const [low, high] = [Math.max(Math.min(anchor, here), 0), Math.min(Math.max(anchor, here), seen(slots()))];
  const from = Math.floor(low / step) * step;
  return [startAt(from), endAt(Math.max(Math.ceil(high / step) * step, from + step))];
}

function draw() {
  if (!selection?.live) return;
  const [start, end] = range();
  preview.show(selection.track, start, end);
  const now = `${start} ${end}`;
  if (now === selection.asked || !selection.moved || !byArtist() || !snap()) return;
  selection.asked = now;
  preview.check(query(selection.track, start, end));
}

document.addEventListener("pointerup", (event) => {
  if (!selection || event.pointerId !== selection.id) return;
  const { live, track } = selection;
  const [start, end] = range();
  forget();
  if (live) openBookingForm(track, start, end);
});

document.addEventListener("pointercancel", () => forget());
document.addEventListener("pointerleave", () => selection || preview.hide());

function forget() {
  clearTimeout(selection?.timer);
  autoscroll.stop();
  if (selection) preview.hide();
  selection = null;
}

for (const type of ["keydown", "keyup"]) {
  document.addEventListener(type, (event) => {
    if (event.key !== "Alt" || !selection?.moved) return;
    event.preventDefault();
    selection.alt = type === "keydown";
    draw();
  });
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !selection) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  forget();
}, true);

document.addEventListener("touchmove", (event) => selection?.live && event.preventDefault(), { passive: false });
document.addEventListener("contextmenu", (event) => selection?.touch && event.preventDefault());
