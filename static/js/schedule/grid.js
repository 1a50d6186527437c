// Where things are on the calendar: rows, slots (the finest steps of a column, from 0) and the snap of a zoom.

export const gridOf = (element) => element?.closest?.(".schedule-grid") ?? null;
export const grid = () => document.querySelector(".schedule-grid");
export const rowOf = (element) => element?.closest?.(".schedule-row") ?? null;
export const trackOf = (row) => row.querySelector(".track");
export const rows = () => [...document.querySelectorAll(".schedule-grid .schedule-row")];
export const idOf = (bar) => /\/bookings\/([0-9a-f-]{36})/.exec(bar.getAttribute("href"))?.[1] ?? "";
export const nameOf = (row) => row.querySelector("h3").textContent.trim();
export const mayMove = () => document.getElementById("schedule")?.dataset.moves ?? "";
export const byArtist = () => grid()?.dataset.view === "artists";

const number = (name) => Number(grid().dataset[name]);
export const columns = () => number("columns");
export const perColumn = () => number("slots");
export const slots = () => columns() * perColumn();

// Weekends that are left out keep their slots, without a width. What is on the screen is counted apart, in slots that are
// seen: `seen` says where a slot is, `startAt` and `endAt` which slot begins and which ends there.
const WEEK = 7;
const WORKED = 5;
const hides = () => grid().dataset.weekends === "hidden";
const weekday = () => (new Date(`${grid().dataset.from}T12:00:00Z`).getUTCDay() + 6) % WEEK; // of the first column, from Monday
const modulo = (number, by) => ((number % by) + by) % by;
const workedBefore = (day) => Math.floor(day / WEEK) * WORKED + Math.min(modulo(day, WEEK), WORKED);

export const isHidden = (column) => hides() && modulo(weekday() + column, WEEK) >= WORKED;

export function seen(slot) {
  if (!hides()) return slot;
  const column = Math.floor(slot / perColumn());
  const inside = isHidden(column) ? 0 : slot - column * perColumn();
  return (workedBefore(weekday() + column) - workedBefore(weekday())) * perColumn() + inside;
}

function slotOf(place, shown) {
  const day = workedBefore(weekday()) + shown;
  const column = Math.floor(day / WORKED) * WEEK + modulo(day, WORKED) - weekday();
  return (column - shown) * perColumn() + place;
}

export const startAt = (place) => (hides() ? slotOf(place, Math.floor(place / perColumn())) : place);
export const endAt = (place) => (hides() ? slotOf(place, Math.ceil(place / perColumn()) - 1) : place);

// The column, or the next one that way that is seen, which may be before the first; the other way after the last.
export function nearestColumn(column, by = 1) {
  let at = column;
  while (at >= 0 && isHidden(at)) at += by;
  return at < columns() ? at : nearestColumn(column, -1);
}

// How many slots a drag moves by; 0 where bars are too small for one.
export function snap() {
  const minutes = Number(grid()?.dataset.snap ?? 0);
  if (!minutes) return 0;
  if (columnsAreDays()) return perColumn() / 2;
  return Math.max(1, Math.round((minutes * perColumn()) / (columnsAreHours() ? 60 : 540)));
}

// Whether a column is a day that is moved by halves; nearer, it is moved by hours.
export const columnsAreDays = () => Number(grid()?.dataset.snap ?? 0) >= 720;

export const columnsAreHours = () => grid()?.dataset.zoom === "day";

// The slots a bar takes, [start, end); whether an edge of it, "start" or "end", is outside the window.
export function lines(bar) {
  const value = (name) => Number(bar.style.getPropertyValue(name)) - 1;
  return { start: value("--s"), end: value("--e"), outside: (edge) => [edge, "both"].includes(bar.dataset.clip) };
}

// Where on the screen: in slots that are seen.
export function seenAt(track, x) {
  const box = track.getBoundingClientRect();
  const at = getComputedStyle(track).direction === "rtl" ? box.right - x : x - box.left;
  return (at / box.width) * seen(slots());
}

export function rowAt(x, y) {
  return rowOf(document.elementFromPoint(x, y)) ?? rowOf(document.elementFromPoint(grid().getBoundingClientRect().left + 20, y));
}

export const columnOf = (slot) => Math.min(Math.max(Math.floor(slot / perColumn()), 0), columns() - 1);

// The address's words for what is asked of the server.
export function here() {
  const { from, zoom, zone } = grid().dataset;
  return { date: from, zoom, tz: zone };
}
