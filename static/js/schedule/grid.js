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

const number = (name) => Number(getComputedStyle(grid()).getPropertyValue(name));
export const columns = () => number("--days");
export const perColumn = () => number("--slots") / number("--days");
export const slots = () => number("--slots");

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

export function slotAt(track, x) {
  const box = track.getBoundingClientRect();
  const at = getComputedStyle(track).direction === "rtl" ? box.right - x : x - box.left;
  return (at / box.width) * slots();
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
