// zoom: + and -, Ctrl with the wheel and a pinch go to the next zoom around the date under the pointer, which keeps its place.
// The dates at the head of the calendar, its cells of heat and small calendars (data-goes) lead into the page as it is.

const ENOUGH = 40; // of a wheel's way
let under = null; // the pointer's last place over the grid
let held = null; // a date, and where on the screen it is to be: also for the next step, if the pointer rests
let arriving = false;
let turned = 0;

const gridOf = (element) => element?.closest?.(".schedule-grid") ?? null;

// Asked for in the name of a link, not of the calendar itself: that is a step in the browser's history.
function go(href) {
  const source = document.querySelector("[data-zooms] a");
  htmx.ajax("GET", href, { source, target: "#schedule", swap: "outerMorph" });
}

document.addEventListener("click", (event) => {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = event.target.closest("[data-goes] a[href]") ?? headOf(event);
  if (!link) return;
  event.preventDefault();
  go(link.href);
});

// A cell of heat leads where its week does.
function headOf(event) {
  const grid = event.target.matches?.(".heat") ? gridOf(event.target) : null;
  return grid?.querySelectorAll(".schedule-day a")[columnAt(grid, event.clientX)] ?? null;
}

document.addEventListener("pointermove", (event) => {
  under = event.pointerType === "mouse" && gridOf(event.target) ? event.clientX : null;
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  const sign = { "+": -1, "=": -1, "-": 1 }[event.key];
  if (!sign || event.target.closest("input, select, textarea, dialog, [popover]")) return;
  event.preventDefault();
  zoom(sign, under);
});

document.addEventListener("wheel", (event) => {
  if (!event.ctrlKey || !gridOf(event.target)) return;
  event.preventDefault();
  turned = Math.sign(turned) === Math.sign(event.deltaY) ? turned + event.deltaY : event.deltaY;
  if (Math.abs(turned) < ENOUGH) return;
  zoom(Math.sign(turned), event.clientX);
  turned = 0;
}, { passive: false });

// Out (1) to longer windows, in (-1) to shorter ones.
function zoom(sign, x) {
  const links = [...document.querySelectorAll("[data-zooms] a")];
  const link = links[links.findIndex((each) => each.ariaCurrent) + sign];
  if (!link) return;
  const url = new URL(link.href);
  const grid = document.querySelector(".schedule-grid");
  if (grid && x !== null) {
    if (held?.x !== x) held = { date: dateAt(grid, x), x };
    arriving = true;
    url.searchParams.set("date", held.date);
  }
  go(url.pathname + url.search);
}

function track(grid) {
  const corner = grid.querySelector(".schedule-corner").getBoundingClientRect();
  const columns = grid.querySelectorAll(".schedule-day");
  return { left: columns[0].getBoundingClientRect().left, edge: corner.right, width: columns[0].getBoundingClientRect().width, count: columns.length };
}

function columnAt(grid, x) {
  const { left, width, count } = track(grid);
  return Math.min(Math.max(Math.floor((x - left) / width), 0), count - 1);
}

const datesOf = (grid) => [...grid.querySelectorAll(".schedule-day")].map((column) => column.dataset.date);
const dateAt = (grid, x) => datesOf(grid)[columnAt(grid, x)];

// Scrolled so that the date is again where it was, as far as the window reaches.
document.addEventListener("htmx:after:swap", () => {
  const grid = arriving && document.querySelector(".schedule-grid");
  if (!grid) return;
  arriving = false;
  const { left, width } = track(grid);
  const dates = datesOf(grid);
  const column = dates[0] === dates.at(-1) ? 0 : Math.max(dates.findLastIndex((date) => date <= held.date), 0);
  grid.parentElement.scrollLeft += left + (column + 0.5) * width - held.x;
});
