// What this page shows, how far in the log, and putting into it what the server sends.
// A frame only says what changed: one that was missed, or painted for another address, leaves the calendar stale, and
// nothing more is put into it until it has been asked for as a whole (resync.js).

import { inTurn } from "../lib/task_queue.js";
import { unlocked } from "./swap_lock.js";

const marker = () => Number(document.getElementById("news")?.dataset.seq ?? 0);
let known = marker(); // everything up to this event is shown
let heard = known; // and this far others got
let stale = false;

export const view = () => location.pathname + location.search;
export const seen = () => known;
export const told = () => heard;
export const isStale = () => stale;
export const hasCalendar = () => document.getElementById("schedule") !== null;

// The <div id="news"> of a frame, or null: it comes first, whatever else there is.
export function newsOf(text) {
  const template = document.createElement("template");
  template.innerHTML = text.slice(0, text.indexOf("</hx-partial>"));
  return template.content.querySelector("#news");
}

// A frame, swapped in after those before it and when no hand is on the calendar. False when the page must be asked for.
export function show(text, news, shape) {
  return oneByOne(async () => {
    if (!news) return put(text);
    const seq = Number(news.dataset.seq);
    heard = Math.max(heard, seq);
    const behind = "behind" in news.dataset;
    if (hasCalendar() && (behind || !isForHere(news, shape))) stale = true;
    if (stale) return false;
    if (seq > known) {
      known = seq;
      await put(text);
    }
    return !behind;
  });
}

// The answer to asking for this page. False when there is news since, or the page is another one by now.
export function replace(text, address) {
  return oneByOne(async () => {
    const seq = Number(/id="news"[^>]*data-seq="(\d+)"/.exec(text)?.[1] ?? 0);
    if (address !== view() || seq < known) return false;
    known = seq;
    stale = seq < heard;
    await put(text, "#schedule", "outerMorph");
    return !stale;
  });
}

// The server says that nothing happened up to `seq` since it was asked for last.
export function confirmed(address, seq) {
  if (address !== view()) return false;
  known = Math.max(known, seq);
  stale = known < heard;
  return !stale;
}

// Something was swapped in that was asked for otherwise: a link, a filter. True when it is older than what was here:
// it was on its way while the socket was faster.
export function fellBehind() {
  const now = marker();
  if (now === known) return false;
  heard = Math.max(heard, known, now);
  known = now;
  stale = now < heard;
  return stale;
}

// What was painted for the address this page had a moment ago, or before it said which, must not land in the one it has now.
function isForHere(news, shape) {
  const root = new URL(document.body.dataset.live, location.href).pathname.replace(/\/live$/, ""); // it is a ws: address
  const here = `${shape} ${location.pathname.slice(root.length)}?${location.search.slice(1)}`;
  return !news.dataset.changed || news.dataset.for === here;
}

function oneByOne(swap) {
  return inTurn("page", async () => { await unlocked(); return swap(); });
}

async function put(text, target = "#news", swap = "none") {
  await htmx.swap({ text, target, swap, sourceElement: document.body });
  return true;
}
