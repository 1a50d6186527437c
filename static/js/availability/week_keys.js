// Keys on hours that have the focus: arrows move them, with Shift their end and with Alt their start; Delete takes them away.

import { STEP, weekOf } from "./week.js";
import { announce, message } from "../lib/announce.js";

document.addEventListener("keydown", (event) => {
  const element = event.target.closest?.(".week-interval");
  const interval = weekOf(element)?.with(element);
  if (!interval || event.ctrlKey || event.metaKey) return;
  if (act(weekOf(element), interval, event)) event.preventDefault();
});

function act(week, interval, { key, shiftKey, altKey }) {
  const down = { ArrowUp: -STEP, ArrowDown: STEP }[key];
  const across = { ArrowLeft: -1, ArrowRight: 1 }[key];
  const { day, start, end } = interval;
  if (key === "Delete" || key === "Backspace") return remove(week, interval);
  if (key === "Enter") return week.fields[day].focus(), true;
  if (down && shiftKey) return go(week, interval, { end: end + down });
  if (down && altKey) return go(week, interval, { start: start + down });
  if (down) return go(week, interval, { start: start + down, end: end + down });
  return across !== undefined && !shiftKey && !altKey && go(week, interval, { day: day + across });
}

function go(week, interval, change) {
  const before = interval.day;
  const went = week.place(interval, change);
  if (went) week.write(before, interval.day);
  interval.element.focus({ preventScroll: true });
  interval.element.scrollIntoView({ block: "nearest" });
  announce(message(went ? "placed" : "blocked", { when: week.words(interval) }));
  return true;
}

function remove(week, interval) {
  const next = week.of(interval.day).find((each) => each !== interval);
  week.remove(interval);
  week.write(interval.day);
  announce(message("removed", { when: week.words(interval) }));
  (next?.element ?? week.columns[interval.day].querySelector("button")).focus();
  return true;
}
