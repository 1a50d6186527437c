// Parts of the page that read themselves again: data-live="booking:ID artists" names what an element shows, its own hx-get
// and hx-trigger="news" say how. Each answer has the number in the log it is from (X-Event-Seq): an element asks until what
// it shows is as new as the last news of it, once at a time; an answer older than what is there is dropped, and so is
// one for an address the element has left. A form that is being filled in is left alone; it says so, and offers to be read.

import { isPressed, isTyping, unlocked } from "./swap_lock.js";

const SETTLE = 400; // ms: one's own request may still be on its way
const LATER = 1000;
const LONGEST = 15_000;
const told = new Map(); // "booking:ID", "artists" -> the last event that touched it
const MOST = 2000; // of them
const GONE = new Set([400, 401, 403, 404]);
let everything = 0; // the event up to which all may have changed, after a time of not knowing
const due = new WeakSet(); // to be read again whatever the numbers say
const shown = new WeakMap(); // element -> the event up to which it shows everything
const asking = new Map(); // element -> the request under way, or "rest" after one that failed
const failures = new WeakMap(); // element -> how many answers in a row were no use
let changed = () => {};
let later = null;

const parts = () => [...document.querySelectorAll("[data-live]")].filter((element) => element !== document.body);
const seqOf = (ctx) => Number(ctx.response?.headers.get("X-Event-Seq") ?? NaN);
const isHeld = (element) => "liveForm" in element.dataset || isTyping(element);
const isPart = (element) => element !== document.body && element?.hasAttribute?.("data-live") === true;

// `callback` is called when what is behind may have changed.
export function start(seq, callback) {
  for (const element of parts()) shown.set(element, seq);
  changed = callback;
}

export const isBehind = () => parts().some((element) => !isHeld(element) && lags(element));

export function fire(subjects, seq, by = "") {
  if (told.size > MOST) {
    everything = Math.max(everything, ...told.values());
    told.clear();
  }
  for (const word of subjects) told.set(word, Math.max(seq, told.get(word) ?? 0));
  const touched = new Set(subjects);
  if (by) for (const element of parts()) if (isHeld(element) && wordsOf(element).some((word) => concerns(touched, word))) setTimeout(hint, SETTLE, element, by);
  catchUp();
}

// All that is older than this event; without one, all there is.
export function fireAll(seq = 0) {
  everything = Math.max(everything, seq);
  if (!seq) for (const element of parts()) due.add(element);
  catchUp();
}

// {name} stands for what the form around the element holds in that field.
function wordsOf(element) {
  const field = (_, name) => element.closest("form")?.querySelector(`[name="${name}"]`)?.value ?? "";
  return element.dataset.live.replace(/\{(\w+)\}/g, field).split(" ");
}

const kindOf = (word) => word.replace(/:.*/, ":*");
const concerns = (touched, word) => touched.has(word) || (word.includes(":") && touched.has(kindOf(word)));
const lastOf = (word) => Math.max(told.get(word) ?? 0, word.includes(":") ? (told.get(kindOf(word)) ?? 0) : 0);
const wanted = (element) => Math.max(everything, ...wordsOf(element).map(lastOf));
const lags = (element) => due.has(element) || wanted(element) > (shown.get(element) ?? 0);

function catchUp() {
  clearTimeout(later);
  later = null;
  for (const element of parts()) if (lags(element) && !asking.has(element) && !isHeld(element)) ask(element);
  changed();
}

function ask(element) {
  element.dispatchEvent(new CustomEvent("news"));
  if (!asking.has(element)) later ??= setTimeout(catchUp, LATER); // htmx does not know it yet
}

document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  const element = ctx.sourceElement;
  if (!isPart(element)) return;
  asking.set(element, ctx);
  due.delete(element);
  ctx.askedFor = element.getAttribute("hx-get");
});

document.addEventListener("htmx:before:swap", (event) => {
  const { ctx } = event.detail;
  const element = ctx.sourceElement;
  if (!isPart(element) || !ctx.response) return;
  const isLate = seqOf(ctx) < (shown.get(element) ?? 0) || ctx.askedFor !== element.getAttribute("hx-get");
  if (isPressed(element)) unlocked().then(catchUp); // what came under a hand is asked for again
  if (isLate || isPressed(element)) event.preventDefault();
});

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  const seq = seqOf(ctx);
  if (!Number.isNaN(seq) && ctx.swap !== "none") for (const element of parts()) if (isFrom(ctx, element)) shown.set(element, seq);
  catchUp();
});

const isFrom = ({ sourceElement, target }, element) => element === sourceElement || !shown.has(element) || Boolean(target?.contains?.(element));

document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  const element = ctx.sourceElement;
  if (asking.get(element) !== ctx) return; // it is nobody's, or another took its place
  asking.delete(element);
  if (GONE.has(ctx.response?.status)) shown.set(element, wanted(element)); // it is not for us (any more)
  else if (ctx.status !== "swapped" || ctx.response.status >= 429) due.add(element);
  rest(element, lags(element));
  catchUp();
});

// What lags behind after its answer is asked for again at once; then after longer and longer.
function rest(element, lagging) {
  const count = lagging ? (failures.get(element) ?? 0) + 1 : 0;
  failures.set(element, count);
  if (count < 2) return;
  asking.set(element, "rest");
  setTimeout(() => { asking.delete(element); catchUp(); }, Math.min(LATER * 2 ** (count - 2), LONGEST));
}

function hint(element, by) {
  if (!element.isConnected) return;
  if (element.querySelector("form.htmx-request")) return void setTimeout(hint, SETTLE, element, by);
  const note = element.querySelector(".live-hint") ?? newHint(element);
  note.querySelector("span").textContent = document.body.dataset.textChangedBy.replace("{name}", by);
}

function reread(element) {
  if (element.hasAttribute("hx-get")) element.dispatchEvent(new CustomEvent("reread"));
  else location.reload();
}

function newHint(element) {
  const note = document.getElementById("live-hint-template").content.firstElementChild.cloneNode(true);
  note.querySelector("button").addEventListener("click", () => reread(element));
  (element.querySelector(".dialog-body, .panel-body") ?? element).prepend(note);
  return note;
}
