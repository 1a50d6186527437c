// Arrows go over the bars and the free columns of the calendar, and over the heads of its rows and columns.

import { unpack } from "../behaviours/lazy_rows.js";
import { openBookingForm } from "./new_booking.js";
import { columnOf, columns, grid, lines, nameOf, nearestColumn, perColumn, rowOf, rows, trackOf } from "./grid.js";
import { announce, message } from "../lib/announce.js";
import { barsOf, first, isCell, isPlace, placeAt, whereIs } from "./focus_targets.js";
import { tabStop } from "./tab_stop.js";

const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const OUTERMOST = -2; // the name at the head of a row
let sticky = null; // the column that up and down keep to

// Goes where a key leads. False when the keys are not on the calendar, or it leads nowhere on it.
export function navigate(key, target, withCtrl = false) {
  if (!grid()) return false;
  if (!isPlace(target)) return !withCtrl && isEntrance(key, target) && enter();
  unpack();
  if (STEPS[key]) return !withCtrl && step(target, ...STEPS[key]);
  if (key === "Home" || key === "End") return goToEdge(key === "Home", target, withCtrl);
  return !withCtrl && (key === "PageUp" || key === "PageDown") && goByPage(key === "PageUp" ? -1 : 1, target);
}

// The row and the slots of what has the focus: of a bar, the column it begins in.
export function focusedSlots(target) {
  const row = rowOf(target);
  if (!row || !(isCell(target) || target.matches("a.bar, a.off"))) return null;
  if (isCell(target)) return { row, ...lines(target) };
  const column = nearestColumn(columnOf(lines(target).start));
  return { row, start: column * perColumn(), end: (column + 1) * perColumn() };
}

const isEntrance = (key, target) => STEPS[key] && (target.matches?.(".schedule-scroll") || (target === document.body && key === "ArrowDown"));

// Where the keys were, if that is on the screen, or else the first row that is.
function enter() {
  const area = document.querySelector("#schedule .schedule-scroll");
  const top = area.getBoundingClientRect().top + area.querySelector(".schedule-head").offsetHeight;
  const isSeen = (element) => element && element.getBoundingClientRect().bottom > top && element.getBoundingClientRect().top < innerHeight;
  const place = isSeen(tabStop()) ? tabStop() : first(rows().find((row) => row.getBoundingClientRect().top >= top - 1));
  if (place) focus(place, rowOf(place), whereIs(place).column);
  return Boolean(place);
}

function step(target, across, down) {
  if (across) stepAcross(target, across);
  else stepDown(target, down);
  return true;
}

function goToEdge(isStart, target, isWhole) {
  const row = isWhole ? rows().at(isStart ? 0 : -1) : rowOf(target);
  focusColumn(row, isStart ? 0 : columns() - 1);
  return true;
}

function goByPage(way, target) {
  const all = rows();
  const here = rowOf(target) ?? all[0];
  const area = here.closest(".schedule-scroll");
  const fits = Math.floor((area.clientHeight - area.querySelector(".schedule-head").offsetHeight) / here.offsetHeight);
  const next = all[Math.min(Math.max(all.indexOf(here) + way * Math.max(fits - 1, 1), 0), all.length - 1)];
  focusColumn(next, sticky ?? whereIs(target).column);
  return true;
}

function stepAcross(target, by) {
  const { row, column } = whereIs(target);
  if (!row || column < 0) return focusColumn(row, column + by, by);
  const bars = barsOf(row);
  const index = bars.findIndex(({ bar }) => bar === target);
  const here = index < 0 ? { start: column * perColumn(), end: (column + 1) * perColumn() } : bars[index];
  const beside = index < 0 ? null : bars[index + by];
  if (beside && beside.start < here.end && here.start < beside.end) return focus(beside.bar, row, columnOf(Math.max(beside.start, 0)));
  focusColumn(row, by > 0 ? columnOf(here.end - 1) + 1 : columnOf(Math.max(here.start, 0)) - 1, by);
}

function stepDown(target, by) {
  const { row, column } = whereIs(target);
  const all = [null, ...rows()]; // above the first is the head of the columns
  const next = all[all.indexOf(row) + by];
  if (next !== undefined) focusColumn(next, sticky ?? column);
}

function focusColumn(row, column, by = 0) {
  if (column < (row ? OUTERMOST : 0) || column >= columns()) return;
  const to = nearestColumn(column, by < 0 ? -1 : 1);
  const place = placeAt(row, to, by);
  if (place) focus(place, row, to);
}

function focus(element, row, column) {
  const changed = rowOf(document.activeElement) !== row;
  sticky = column;
  element.focus({ preventScroll: true });
  element.scrollIntoView({ block: "nearest", inline: "nearest" });
  if (changed && element.matches("a.off")) announce(element.title);
  else if (changed && element.matches("a.bar")) announce(message("bar", { who: nameOf(row), what: `${element.textContent}, ${element.title}` }));
}

// Another place that was gone to otherwise, by a press or after a row was drawn anew, is what up and down keep to next.
document.addEventListener("focusin", ({ target }) => {
  if (isPlace(target) && sticky !== null && !covers(target, sticky)) sticky = null;
});

function covers(element, column) {
  if (!element.matches("a.bar, a.off")) return whereIs(element).column === column;
  const { start, end } = lines(element);
  return start < (column + 1) * perColumn() && end > column * perColumn();
}

// Enter in the search goes to what it found: the first row, once it is there.
let goesIn = false;
document.addEventListener("keydown", ({ key, target }) => {
  if (target.matches?.("#schedule-filters [type=search]")) goesIn = key === "Enter";
});
document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  if (!goesIn || ctx.target?.id !== "schedule" || ctx.request.signal?.aborted) return;
  goesIn = false;
  const place = grid() && first();
  if (place) focus(place, rowOf(place), whereIs(place).column);
});

document.addEventListener("click", (event) => {
  const track = isCell(event.target) ? event.target.parentElement : null;
  const { row, start, end } = track ? focusedSlots(event.target) : {};
  if (row && "bookRow" in track.dataset) openBookingForm(trackOf(row), start, end);
});
