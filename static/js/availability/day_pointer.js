// A pointer on a calendar of days: over free ones it chooses those of new time off, on a block it moves it, at its ends it makes
// it longer or shorter. A finger rests first, so that it can scroll; one that rests on a block and is let go of gets its ends.

import { activeMove, cancelMove, drop, moveBy, startMove, stretchTo } from "./block_move.js";
import { addOn, between, blockOf, cellAt, cellOf, cells, dateOf, mark, unmark } from "./days.js";

const SLIP = 4; // px a mouse may move in a click
const TREMBLE = 10; // px a resting finger may
const REST = 400; // ms
const REACH = 7; // px of an end
let press = null;
let gripped = null; // the id of the block whose ends a finger may take
let done = false;

document.addEventListener("pointerdown", (event) => {
  done = false;
  const cell = event.button === 0 && event.isPrimary ? cellOf(event.target) : null;
  if (!cell || press || activeMove() || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const block = event.target.closest("[data-block]") ? blockOf(event.target) : null;
  if (!block && event.target.closest("a")) return; // one that comes again: its form
  const touch = event.pointerType !== "mouse";
  const end = block && !block.clock ? endOf(cell, block, event.clientX, touch) : "";
  const held = touch && block?.id === gripped && end;
  grip(null);
  press = { cell, block, touch, end: touch && !held ? "" : end, id: event.pointerId, x: event.clientX, y: event.clientY, live: !touch || held };
  if (held) begin();
  else if (touch) press.timer = setTimeout(rest, REST);
});

function endOf(cell, { starts, ends }, x, touch) {
  const box = cell.getBoundingClientRect();
  const reach = touch ? box.width / (starts === ends ? 2 : 1) : REACH;
  if (dateOf(cell) === ends && x > box.right - reach) return "end";
  return dateOf(cell) === starts && x < box.left + reach ? "start" : "";
}

function rest() {
  press.live = true;
  navigator.vibrate?.(12);
  begin();
}

function begin() {
  const { block, end, cell } = press;
  press.begun = true;
  document.querySelector("[data-days]").setPointerCapture(press.id);
  if (block) startMove(block, end || "all");
  else mark("data-chosen", dateOf(cell), dateOf(cell));
}

document.addEventListener("pointermove", (event) => {
  if (!press || event.pointerId !== press.id) return void hover(event);
  const way = Math.hypot(event.clientX - press.x, event.clientY - press.y);
  if (!press.live) return void (way > TREMBLE && forget());
  if (way > SLIP) press.moved = true;
  if (!press.moved) return;
  if (!press.begun) begin();
  const cell = cellAt(event.clientX, event.clientY);
  if (cell) follow(dateOf(cell));
});

function follow(date) {
  const { block, end, cell } = press;
  if (!block) return mark("data-chosen", ...(press.range = [dateOf(cell), date].sort()));
  if (!activeMove()) return forget();
  if (end) stretchTo(end, date);
  else moveBy(between(dateOf(cell), date));
}

document.addEventListener("pointerup", (event) => {
  if (!press || event.pointerId !== press.id) return;
  const { block, touch, moved, begun, range, cell } = press;
  const within = moved || cellAt(event.clientX, event.clientY) === cell;
  forget(false);
  done = Boolean(begun);
  setTimeout(() => { done = false; }, 300);
  if (activeMove() && moved) return void drop();
  if (activeMove()) cancelMove();
  if (block && begun && touch && !block.clock) return grip(block);
  if (block && !begun && !event.target.closest("a")) location.assign(block.form);
  else if (!block && within && (begun || !touch)) addOn(...(range ?? [dateOf(cell), dateOf(cell)]));
});

document.addEventListener("pointercancel", () => forget());

function forget(back = true) {
  clearTimeout(press?.timer);
  const begun = press?.begun;
  press = null;
  if (!begun) return;
  unmark("data-chosen");
  if (back && activeMove()) cancelMove();
}

function grip(block) {
  gripped = block?.id ?? null;
  for (const cell of cells()) {
    const end = block && { [block.starts]: "start", [block.ends]: "end" }[dateOf(cell)];
    if (end) cell.dataset.grip = block.starts === block.ends ? "both" : end;
    else delete cell.dataset.grip;
  }
}

function hover({ target, clientX, buttons, pointerType }) {
  const cell = pointerType === "mouse" && !buttons ? cellOf(target) : null;
  const block = cell && target.closest("[data-block]") ? blockOf(target) : null;
  if (block) target.closest("[data-block]").dataset.end = block.clock ? "" : endOf(cell, block, clientX, false);
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !press) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  done = true;
  forget();
}, true);

// The click that ends a drag opens nothing.
document.addEventListener("click", (event) => {
  if (!done || !cellOf(event.target)) return;
  done = false;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);
document.addEventListener("dragstart", (event) => cellOf(event.target) && event.preventDefault());
document.addEventListener("contextmenu", (event) => press?.touch && event.preventDefault());
document.addEventListener("touchmove", (event) => press?.live && event.preventDefault(), { passive: false });
