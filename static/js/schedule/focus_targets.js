// What of the calendar can have the focus: bookings, free columns, the links at the head of a row and of a column.
// A free column under the keys is a button that books it; there is one, and it stands where it is needed.

import { cellLabel } from "./cell_label.js";
import { columnOf, columns, endAt, grid, lines, nearestColumn, perColumn, rowOf, rows, seen, slots, startAt, trackOf } from "./grid.js";

export const BAR = ".schedule-grid :is(a.bar, a.off[id])"; // and what of an artist's own time stands for itself
const HEADS = [".schedule-book", "h3 a"]; // of a row, from its days outwards: columns -1 and -2
let cell = null;

export const isCell = (element) => element !== null && element === cell;
export const isPlace = (element) => isCell(element) || Boolean(element?.matches?.("#schedule .schedule-grid a[href]"));
export const barsOf = (row, of = "a.bar, a.off") => [...row.querySelectorAll(of)].map((bar) => ({ bar, ...lines(bar) })).sort((a, b) => a.start - b.start || a.end - b.end);
const heads = () => [...grid().querySelectorAll(".schedule-day")];
const columnOfHead = (n) => columnOf(startAt(n * perColumn()));
const headOf = (column) => heads()[seen(column * perColumn()) / perColumn()];

// Where an element is: its row (null at the head of the columns) and its column, that of a bar being the first that is seen.
export function whereIs(element) {
  const row = rowOf(element);
  if (!row) return { row, column: columnOfHead(heads().indexOf(element.closest(".schedule-day"))) };
  const head = HEADS.findIndex((each) => element.matches(each));
  if (head >= 0) return { row, column: -1 - head };
  return { row, column: nearestColumn(columnOf(Math.max(lines(element).start, 0))) };
}

// What is in a column of a row: its first bar (coming from the right, its last), else the free column itself; what is at the
// head of the columns, if that leads anywhere.
export function placeAt(row, column, by = 0) {
  if (!row) return headOf(column)?.querySelector("a") ?? null;
  if (column < 0) return row.querySelector(HEADS[-1 - column]) ?? (by > 0 ? placeAt(row, 0) : row.querySelector(HEADS.at(-1)));
  const [from, to] = [column * perColumn(), (column + 1) * perColumn()];
  const there = barsOf(row).filter(({ start, end }) => start < to && end > from);
  return there.at(by < 0 ? -1 : 0)?.bar ?? cellAt(row, column);
}

function cellAt(row, column) {
  cell ??= Object.assign(document.createElement("button"), { type: "button", className: "cell" });
  cell.style.setProperty("--s", column * perColumn() + 1);
  cell.style.setProperty("--e", (column + 1) * perColumn() + 1);
  cell.ariaLabel = cellLabel(row, column);
  if (cell.parentElement !== trackOf(row)) trackOf(row).append(cell);
  return cell;
}

// The free column becomes so many, up to what is booked or the edge of the window; it says which days they are.
export function stretchCell(by) {
  const row = rowOf(cell);
  const { start, end } = lines(cell);
  const to = endAt(seen(end) + by * perColumn());
  if (to <= start || to > slots() || barsOf(row, "a.bar").some((bar) => bar.start < to && bar.end > start)) return;
  cell.style.setProperty("--e", to + 1);
  cell.ariaLabel = cellLabel(row, columnOf(start), columnOf(to - 1));
}

export function clearCell() {
  cell?.remove();
}

// A place in words that outlive what is drawn: of a day, not of where it stands on the screen.
export function describe(element) {
  const { row, column } = whereIs(element);
  return { bar: element.matches(BAR) ? element.id : "", row: row?.id ?? "", head: column < 0 ? column : 0, day: firstDay() + (Math.max(column, 0) * spanned()) / columns() };
}

// Where such a place is by now: the booking, wherever it went; else what stands on its day, or at that edge of the window.
export function find({ bar, row, head, day }) {
  const found = bar && grid().querySelector(`#${CSS.escape(bar)}`);
  if (found) return found;
  const column = Math.min(Math.max(Math.floor(((day - firstDay()) * columns()) / spanned() + 1e-6), 0), columns() - 1);
  if (!row) return placeAt(null, nearestColumn(column)) ?? first();
  const there = document.getElementById(row) ?? rows()[0];
  return there ? placeAt(there, head || nearestColumn(column)) : null;
}

// Where the keys begin: at the first row, or another, on today's column or the first.
export function first(row = rows()[0]) {
  return row ? placeAt(row, columnOfHead(Math.max(heads().findIndex((day) => "today" in day.dataset), 0))) : null;
}

const firstDay = () => Date.parse(`${grid().dataset.from}T12:00:00Z`) / 86_400_000;
const spanned = () => Number(grid().dataset.days);
