// date pair: the last of two dates goes along when the first one changes, so many days later as it was.

const DAY = 86_400_000; // ms
const EARLIEST = "1900"; // a year that is still being typed is none
const known = new WeakMap(); // first field -> the date it had

const lastOf = (field) => field.form?.querySelector(`[data-after="${field.name}"]`);
const isDate = (value) => value >= EARLIEST;

document.addEventListener("change", (event) => {
  const first = event.target;
  const last = first.matches?.("input[type=date]") ? lastOf(first) : null;
  if (!last || !isDate(first.value)) return;
  const before = known.get(first) ?? first.defaultValue;
  known.set(first, first.value);
  if (!isDate(before) || !isDate(last.value)) return;
  last.value = new Date(Date.parse(last.value) + Math.round((Date.parse(first.value) - Date.parse(before)) / DAY) * DAY).toISOString().slice(0, 10);
});
