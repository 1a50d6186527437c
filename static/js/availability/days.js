// Where things are on a calendar of days: its cells in order, the blocks on them, and days in words.

const DAY = 86_400_000; // ms

export const calendar = () => document.querySelector("[data-days]");
export const cells = () => [...document.querySelectorAll("[data-days] [data-date]")];
export const cellOf = (element) => element?.closest?.("[data-days] [data-date]") ?? null;
export const cellAt = (x, y) => cellOf(document.elementFromPoint(x, y));
export const dateOf = (cell) => cell.dataset.date;
export const later = (date, days) => new Date(Date.parse(date) + days * DAY).toISOString().slice(0, 10);
export const between = (from, to) => Math.round((Date.parse(to) - Date.parse(from)) / DAY);

// The block an element is of, or that lies on its day: {id, starts, ends, clock, version, name, form, placement}.
export function blockOf(element) {
  const id = element?.closest?.("[data-block]")?.dataset.block ?? cellOf(element)?.querySelector("[data-block]")?.dataset.block;
  const own = id && document.querySelector(`[data-own="${id}"]`);
  return own ? { id, ...own.dataset } : null;
}

// Marks the days from one to another, both included, and no others.
export function mark(name, first, last) {
  for (const cell of cells()) cell.toggleAttribute(name, first !== undefined && dateOf(cell) >= first && dateOf(cell) <= last);
}

export const unmark = (name) => mark(name);

export function words(first, last) {
  const locale = (document.getElementById("said")?.dataset.locale ?? document.documentElement.lang).replace("_", "-");
  const format = new Intl.DateTimeFormat(locale, { weekday: "short", day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
  return format.formatRange(new Date(first), new Date(last)).replace(/[\u2009\u202f]/g, " ");
}

// The form of a new block, filled in with these days.
export function addOn(first, last) {
  location.assign(`${calendar().dataset.new}?${new URLSearchParams({ starts_on: first, ends_on: last })}`);
}
