// The menu of a day of the week: more hours, none, or the same on other days.

import { STEP, weekOf } from "./week.js";
import { announce, message } from "../lib/announce.js";

const USUAL = [540, 1020]; // from nine to five
const WORKED = [0, 1, 2, 3, 4];
const ALL = [...WORKED, 5, 6];

document.addEventListener("click", ({ target }) => {
  const choice = target.closest?.("[data-day-menu] button");
  const week = weekOf(choice);
  if (!week) return;
  const day = week.columns.indexOf(choice.closest("[data-day-field]"));
  const { add, clear, copiesTo } = choice.dataset;
  if (add !== undefined) return addHours(week, day, choice);
  if (clear !== undefined) [...week.of(day)].forEach((each) => week.remove(each));
  else week.copy(day, { worked: WORKED, all: ALL }[copiesTo] ?? [Number(copiesTo)]);
  week.write(day);
  announce(message(clear === undefined ? "copied" : "emptied", { day: week.columns[day].dataset.name, to: choice.textContent.trim() }));
  if (clear !== undefined) close(choice);
});

// The usual hours, or the first hour that is free after them, or before.
function addHours(week, day, choice) {
  const hours = [USUAL, ...[...Array(24).keys()].map((n) => [((n + 9) % 24) * 60, (((n + 9) % 24) + 1) * 60])];
  const found = hours.find(([start, end]) => week.fits({ day, start, end: Math.max(end, start + STEP) }));
  close(choice);
  if (!found) return announce(message("blocked", { when: week.columns[day].dataset.name }));
  const made = week.add(day, ...found);
  week.write(day);
  made.element.focus();
  announce(message("added", { when: week.words(made) }));
}

const close = (choice) => choice.closest("[popover]").hidePopover();
