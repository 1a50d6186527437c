// Which part of a bar is under a pointer, and the two handles a finger gets instead.

import { lines, seen, slots } from "./grid.js";

const REACH = 8; // px of a bar's end
let handles = null;

// "start", "end" or "" for the middle; a cut-off end is not there to be taken.
export function edgeOf(bar, x) {
  const box = bar.getBoundingClientRect();
  const reach = Math.min(REACH, box.width / 4);
  const { outside } = lines(bar);
  if (x > box.right - reach && !outside("end")) return "end";
  return x < box.left + reach && !outside("start") ? "start" : "";
}

export function showHandles(bar) {
  hideHandles();
  const { start, end, outside } = lines(bar);
  handles = Object.assign(document.createElement("div"), { className: "handles" });
  handles.dataset.of = bar.id;
  handles.style.setProperty("--s", seen(start) + 1);
  handles.style.setProperty("--e", seen(Math.min(end, slots())) + 1);
  handles.style.setProperty("--top", `${bar.offsetTop + bar.offsetHeight / 2}px`);
  for (const edge of ["start", "end"]) {
    if (outside(edge)) continue;
    const handle = document.createElement("i");
    handle.dataset.edge = edge;
    handles.append(handle);
  }
  bar.parentElement.append(handles);
  bar.dataset.resizing = "";
}

export function hideHandles() {
  if (!handles) return;
  const bar = document.getElementById(handles.dataset.of);
  if (bar) delete bar.dataset.resizing;
  handles.remove();
  handles = null;
}

export const ofHandle = (handle) => document.getElementById(handle.parentElement.dataset.of);

// The pointer shows what a press would take.
document.addEventListener("pointermove", (event) => {
  const bar = event.pointerType === "mouse" && event.buttons === 0 ? event.target.closest?.("[data-moves] a.bar") : null;
  if (bar) bar.dataset.edge = edgeOf(bar, event.clientX);
});
