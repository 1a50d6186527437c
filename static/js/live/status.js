// The live dot: live, behind (catching up), polling, offline, out (signed out). In words too, and told quietly to screen readers;
// but that it is offline the banner says, in full (behaviours/offline.js).

const LINGER = 500; // ms: a short gap is not worth a word
let waiting = null;
let now = "";

export const state = () => now || "behind";

// The page was drawn anew, through the browser's history.
export function restore() {
  if (now && document.getElementById("live")?.hidden) paint(now);
}

export function show(next) {
  clearTimeout(waiting);
  waiting = setTimeout(paint, next === "behind" || next === "offline" ? LINGER : 0, next);
}

function paint(next) {
  const dot = document.getElementById("live");
  now = next;
  document.dispatchEvent(new CustomEvent("connection"));
  if (!dot || dot.dataset.state === next) return;
  dot.hidden = false;
  dot.setAttribute("aria-live", next === "offline" ? "off" : "polite");
  dot.dataset.state = next;
  const words = dot.querySelector(`[data-when="${next}"]`);
  for (const other of dot.querySelectorAll("[data-when]")) other.hidden = other !== words;
  dot.title = words.title;
}
