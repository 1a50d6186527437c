// Arrows go over the bars and the free columns of the calendar. A free column under the keys is a button that books it.

import { openBookingForm } from "./new_booking.js";
import { cellLabel } from "./cell_label.js";
import { columnOf, columns, grid, lines, nameOf, perColumn, rowOf, rows, trackOf } from "./grid.js";
import { announce, message } from "../lib/announce.js";

const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
let cell = null;
let at = null; // where the free column under the keys is: { row, column }
let sticky = null; // the column that up and down keep to

const barsOf = (row) => [...row.querySelectorAll("a.bar")].map((bar) => ({ bar, ...lines(bar) })).sort((a, b) => a.start - b.start || a.end - b.end);
const isCell = (element) => element === cell && cell !== null;

// Goes where an arrow leads. False when the keys are not on the calendar.
export function navigate(key, target) {
  if (!grid() || !STEPS[key]) return false;
  const [across, down] = STEPS[key];
  const bar = target.closest?.(".schedule-grid a.bar");
  if (!bar && !isCell(target)) {
    const enters = target.matches?.(".schedule-scroll") || (target === document.body && key === "ArrowDown");
    return enters && enter();
  }
  const row = rowOf(target);
  if (across) stepAcross(row, bar, across);
  else stepDown(row, bar, down);
  return true;
}

export function goToEdge(key, target) {
  const row = rowOf(target);
  if (!row || !(isCell(target) || target.matches("a.bar"))) return false;
  focusColumn(row, key === "Home" ? 0 : columns() - 1);
  return true;
}

// The row and the slots of what has the focus: of a bar, the column it begins in.
export function focusedSlots(target) {
  const row = rowOf(target);
  if (!row || !(isCell(target) || target.matches("a.bar"))) return null;
  const column = isCell(target) ? at.column : columnOf(lines(target).start);
  return { row, start: column * perColumn(), end: (column + 1) * perColumn() };
}

function enter() {
  const area = document.querySelector("#schedule .schedule-scroll");
  const top = area.getBoundingClientRect().top + area.querySelector(".schedule-head").offsetHeight;
  const first = rows().find((row) => row.getBoundingClientRect().top >= top - 1) ?? rows()[0];
  const today = [...area.querySelectorAll(".schedule-day")].findIndex((day) => "today" in day.dataset);
  if (first) focusColumn(first, Math.max(today, 0));
  return Boolean(first);
}

function stepAcross(row, bar, by) {
  const bars = barsOf(row);
  const index = bars.findIndex((each) => each.bar === bar);
  const here = index < 0 ? { start: at.column * perColumn(), end: (at.column + 1) * perColumn() } : bars[index];
  const beside = index < 0 ? null : bars[index + by];
  if (beside && beside.start < here.end && here.start < beside.end) return focus(beside.bar, row, columnOf(Math.max(beside.start, 0)));
  const column = by > 0 ? columnOf(here.end - 1) + 1 : columnOf(Math.max(here.start, 0)) - 1;
  if (column >= 0 && column < columns()) focusColumn(row, column, by);
}

function stepDown(row, bar, by) {
  const all = rows();
  const next = all[all.indexOf(row) + by];
  const column = sticky ?? (bar ? columnOf(Math.max(lines(bar).start, 0)) : at.column);
  if (next) focusColumn(next, column);
}

// What is in a column of a row: its first bar (coming from the right, its last), else the free column itself.
function focusColumn(row, column, by = 1) {
  const [from, to] = [column * perColumn(), (column + 1) * perColumn()];
  const there = barsOf(row).filter(({ start, end }) => start < to && end > from);
  const found = there.at(by > 0 ? 0 : -1)?.bar;
  if (found) return focus(found, row, column);
  const track = trackOf(row);
  cell ??= Object.assign(document.createElement("button"), { type: "button", className: "cell" });
  cell.style.setProperty("--s", from + 1);
  cell.style.setProperty("--e", to + 1);
  cell.ariaLabel = cellLabel(row, column);
  track.append(cell);
  at = { row: row.id, column };
  focus(cell, row, column);
}

function focus(element, row, column) {
  const changed = rowOf(document.activeElement) !== row;
  if (element !== cell) forget();
  sticky = column;
  element.focus({ preventScroll: true });
  element.scrollIntoView({ block: "nearest", inline: "nearest" });
  if (changed && element !== cell) announce(message("bar", { who: nameOf(row), what: `${element.textContent}, ${element.title}` }));
}

function forget() {
  cell?.remove();
  at = null;
}

document.addEventListener("click", (event) => {
  const track = isCell(event.target) ? cell.parentElement : null;
  const { row, start, end } = track ? focusedSlots(cell) : {};
  if (row && "bookRow" in track.dataset) openBookingForm(track, start, end);
});

document.addEventListener("focusout", (event) => isCell(event.target) && event.relatedTarget && !event.relatedTarget.closest("dialog") && setTimeout(forget));

// The row was drawn anew, or filled in, without the button: it stays where it was.
document.addEventListener("htmx:after:swap", refocus);
document.addEventListener("htmx:after:process", refocus);

function refocus() {
  if (!at || cell.isConnected || (document.activeElement !== document.body && document.activeElement)) return;
  const row = document.getElementById(at.row);
  if (row && at.column < columns()) focusColumn(row, at.column);
}
