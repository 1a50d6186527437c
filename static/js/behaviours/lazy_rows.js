// lazy_rows: rows of the calendar that came without their bars get them when they come near the screen, a few lots at a time.
// A row the socket brought meanwhile is newer, and stays; an answer older than the page is asked for again.
// A page that loads has them packed in templates, which cost it next to nothing, until there is a moment for them.

import { seen } from "../live/page.js";

const SETTLE = 60; // ms: rows that fly past are not asked for
const LATER = 2000;
const ABOVE = 5; // rows: the others of those that come whole are on the screen, or below it
const TOGETHER = 3; // lots: each answer reads the whole window again
const MOMENT = 100; // ms: where a browser does not tell when it has one
const whenIdle = window.requestIdleCallback ?? ((then) => setTimeout(then, MOMENT, { timeRemaining: () => MOMENT }));
const observers = new WeakMap();
const near = new Set();
let running = false;

function look() {
  const scroll = document.querySelector(".schedule-scroll");
  if (!scroll) return;
  if (!observers.has(scroll)) observers.set(scroll, new IntersectionObserver(note, { root: scroll, rootMargin: "600px 0px" }));
  const observer = observers.get(scroll);
  for (const lot of scroll.querySelectorAll(".schedule-lot[data-late]")) {
    observer.unobserve(lot); // one that was whole before this swap is told of again
    observer.observe(lot);
  }
}

function note(entries) {
  for (const { target, isIntersecting } of entries) near[isIntersecting ? "add" : "delete"](target);
  if (near.size && !running) run();
}

async function run() {
  running = true;
  try {
    for (let lots = await next(); lots.length; lots = await next()) await fill(lots);
  } catch {
    setTimeout(look, LATER);
  }
  running = false;
}

async function next() {
  await new Promise((resolve) => { setTimeout(resolve, SETTLE); });
  for (const lot of near) if (!lot.isConnected || !("late" in lot.dataset)) near.delete(lot);
  return [...near].slice(0, TOGETHER);
}

async function fill(lots) {
  unpack();
  const late = lots.flatMap((lot) => [...lot.querySelectorAll(".schedule-row[data-late]")]);
  const query = new URLSearchParams(location.search);
  query.set("ids", late.map((row) => row.id.replace("row-", "")).join(","));
  const answer = await fetch(`${lots[0].closest("[data-rows]").dataset.rows}?${query}`, { headers: { "HX-Request": "true" } });
  if (!answer.ok) throw new Error(String(answer.status));
  const template = document.createElement("template");
  template.innerHTML = await answer.text();
  if (Number(template.content.firstElementChild.dataset.seq) < seen()) return;
  for (const whole of template.content.querySelectorAll(".schedule-row")) put(document.getElementById(whole.id), whole);
  for (const lot of lots) {
    delete lot.dataset.late;
    observers.get(lot.closest(".schedule-scroll"))?.unobserve(lot);
  }
}

// The row itself stays: somebody may be dragging over it, or stand in it.
function put(row, whole) {
  if (!row || !("late" in row.dataset)) return;
  const at = row.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  delete row.dataset.late;
  row.querySelector(".track").replaceWith(whole.querySelector(".track"));
  row.querySelector(".schedule-artist").replaceWith(whole.querySelector(".schedule-artist"));
  htmx.process(row);
  if (at) row.querySelector(`a[href="${CSS.escape(at)}"]`)?.focus({ preventScroll: true });
}

// The row on top of the screen, as a header: what is asked for anew comes whole from there on.
export function firstRow() {
  const scroll = document.querySelector(".schedule-scroll");
  if (!scroll || scroll.scrollTop < 1000) return {};
  const rows = [...scroll.querySelectorAll(".schedule-row")];
  const top = document.elementFromPoint(scroll.getBoundingClientRect().left + 20, scroll.getBoundingClientRect().top + 120);
  return { "X-First-Row": String(Math.max(rows.indexOf(top?.closest(".schedule-row")) - ABOVE, 0)) };
}

// All at once, or as far as an idle moment goes.
export function unpack(idle) {
  for (const lot of document.querySelectorAll(".schedule-lot[data-packed]")) {
    if (idle && idle.timeRemaining() < 2) return void whenIdle(unpack);
    delete lot.dataset.packed;
    lot.replaceChildren(lot.firstElementChild.content);
  }
  if (idle && location.hash.startsWith("#row-")) document.getElementById(location.hash.slice(1))?.scrollIntoView({ block: "center" });
}

document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  if (ctx.target?.id === "schedule") Object.assign(ctx.request.headers, firstRow());
});
document.addEventListener("htmx:before:swap", () => unpack());
document.addEventListener("htmx:after:swap", look);
look();
whenIdle(unpack);
