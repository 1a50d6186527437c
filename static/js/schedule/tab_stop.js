// The calendar is one stop of the Tab key, at what of it had the focus last; a row or a window that is drawn anew gives the
// focus back. Without scripts every link is a stop.

import { grid } from "./grid.js";
import { clearCell, describe, find, first, isCell, isPlace } from "./focus_targets.js";

const FLOATING = "dialog, [data-panel], .flash, [popover]"; // where somebody goes from the calendar, to come back
let stop = null;
let place = null; // where it is, in words that outlive it
let within = false; // the focus is on the calendar, or in what floats above it

export const tabStop = () => stop;

function standAt(element) {
  if (stop?.isConnected && stop !== element) stop.tabIndex = -1;
  if (isCell(stop) && stop !== element) clearCell();
  stop = element;
  if (stop) stop.tabIndex = 0;
}

// After anything was drawn: what is new is no stop of its own, and the one there is stands where it stood.
function keep() {
  if (!grid()?.closest("#schedule")) return; // there is none, or it is on paper
  for (const link of grid().querySelectorAll("a:not([tabindex])")) link.tabIndex = -1;
  if (!place) standAt(named() ?? (stop?.isConnected ? stop : first()));
  else if (!stop?.isConnected) standAt(find(place));
  if (within && !document.querySelector("dialog[open]") && (document.activeElement ?? document.body) === document.body) stop?.focus({ preventScroll: true });
}

// The booking the address leads to.
function named() {
  const bar = location.hash.startsWith("#bar-") ? document.getElementById(location.hash.slice(1)) : null;
  return isPlace(bar) ? bar : null;
}

document.addEventListener("focusin", ({ target }) => {
  if (isPlace(target)) {
    standAt(target);
    place = describe(target);
    within = true;
  } else if (!target.closest(FLOATING)) within = false;
});

// Nothing has the focus: somebody pressed beside the calendar, or left the page. Where what had it was taken away, its place has.
document.addEventListener("focusout", ({ target, relatedTarget }) => {
  if (relatedTarget || !within) return;
  setTimeout(() => { if (target.isConnected && document.activeElement === document.body) within = false; });
});

new MutationObserver(keep).observe(document.documentElement, { childList: true, subtree: true });
keep();
