// What keys do to a booking that they have lifted: to move all of it (M), or its edges (R, or Shift and an arrow at once).
// An arrow is a column, a day or by hours an hour; with Shift a week, by hours a day; with Ctrl the smallest step there is.

import { activeMove, cancelMove, drop, moveTo, startMove } from "./move.js";
import * as preview from "./drop_preview.js";
import { columnsAreHours, endAt, perColumn, rows, seen, slots, snap, startAt, trackOf } from "./grid.js";

const WEEK = 7;

export function lift(bar) {
  return Boolean(snap() && startMove(bar, true) && showWhere());
}

export function liftEdges(bar) {
  return Boolean(snap() && startMove(bar, true, "edges") && showWhere());
}

// Shift and an arrow lift a booking by its edge. As long as it is lifted so, Shift says nothing more.
export function stretch(bar, event) {
  if (!snap() || !startMove(bar, true, "edges")) return false;
  activeMove().byShift = true;
  return moveEdge(event.key, stride(event));
}

export function onLifted(event) {
  const { key, ctrlKey, metaKey, altKey } = event;
  const isArrow = key.startsWith("Arrow");
  if (metaKey || ((ctrlKey || altKey) && !isArrow)) return false;
  if (!activeMove().aloud) return true; // a pointer moves it: keys wait until it ends
  if (key === "Enter" || key === " ") return drop(), true;
  if (key === "Escape") return cancelMove(), true;
  if (key === "Tab") return cancelMove(), false;
  if (isArrow) return activeMove().lifts === "edges" ? moveEdge(key, stride(event)) : moveAll(key, stride(event), altKey);
  const lifts = { m: "all", r: "edges" }[key.toLowerCase()];
  if (lifts) Object.assign(activeMove(), { lifts, byShift: false });
  return key.length === 1;
}

function stride({ shiftKey, ctrlKey }) {
  if (ctrlKey) return snap();
  if (!shiftKey || activeMove().byShift) return perColumn();
  return columnsAreHours() ? slots() : WEEK * perColumn();
}

function moveAll(key, step, exact) {
  const { row, was, by, starts, ends } = activeMove();
  const way = { ArrowLeft: -step, ArrowRight: step }[key];
  const moved = (slot, there) => (slot === null ? null : shifted(slot, way, there));
  if (way) moveTo({ by: moved(was.start + by, startAt) - was.start, exact, starts: moved(starts, startAt), ends: moved(ends, endAt) });
  else moveTo({ exact, row: beside(row, key === "ArrowUp" ? -1 : 1) });
  return showWhere();
}

// A week on is the same weekday; anything less counts what is seen.
const shifted = (slot, way, there) => (Math.abs(way) > perColumn() ? slot + way : there(seen(slot) + way));

function beside(row, by) {
  const all = rows();
  return all[all.indexOf(row) + by] ?? row;
}

// Left and right the end, up and down the start: to the next line that is so far apart, or a week on from where it is.
function moveEdge(key, step) {
  const { was, by, starts, ends } = activeMove();
  const [start, end] = [starts ?? was.start + by, ends ?? was.end + by];
  const isStart = key === "ArrowUp" || key === "ArrowDown";
  const way = key === "ArrowUp" || key === "ArrowLeft" ? -step : step;
  const to = isStart ? next(start, way, startAt) : next(end, way, endAt);
  if (isStart && !was.outside("start") && to < end) moveTo({ starts: to });
  if (!isStart && !was.outside("end") && to > start) moveTo({ ends: to });
  return showWhere();
}

function next(slot, step, there) {
  const size = Math.abs(step);
  if (size > perColumn()) return slot + step;
  const place = seen(slot) / size;
  return there((step < 0 ? Math.ceil(place) : Math.floor(place)) * size + step);
}

function showWhere() {
  const { row, by, was, starts, ends, home, bar } = activeMove();
  if (!by && row === home) preview.show(trackOf(row), Math.max(starts ?? was.start, 0), ends ?? was.end, bar);
  document.querySelector(".drop-preview")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  preview.reposition();
  return true;
}
