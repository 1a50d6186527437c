// On a phone, a finger that rests on a booking of the agenda edits it, and on a day of the strip books that day.

import { load } from "../lib/loading.js";
import { idOf, mayMove } from "./grid.js";

const TREMBLE = 10; // px
const REST = 450; // ms
let press = null;
let done = false;

function addressOf(element) {
  const day = element.closest(".day-strip a");
  if (day) return `${mayMove()}new?starts_on=${new URL(day.href).searchParams.get("date") ?? ""}`;
  const link = element.closest(".agenda-card")?.querySelector("h3 a");
  return link ? `${mayMove()}${idOf(link)}/edit` : "";
}

document.addEventListener("pointerdown", (event) => {
  done = false;
  const address = event.pointerType !== "mouse" && event.isPrimary && mayMove() ? addressOf(event.target) : "";
  if (address) press = { address, x: event.clientX, y: event.clientY, timer: setTimeout(open, REST) };
});

function open() {
  const { address } = press;
  done = true;
  navigator.vibrate?.(12);
  load(address, document.getElementById("dialog"));
}

function forget() {
  clearTimeout(press?.timer);
  press = null;
}

document.addEventListener("pointermove", (event) => press && Math.hypot(event.clientX - press.x, event.clientY - press.y) > TREMBLE && forget());
document.addEventListener("pointerup", forget);
document.addEventListener("pointercancel", forget);
document.addEventListener("contextmenu", (event) => press && event.preventDefault());

// The release of a long press is no click.
document.addEventListener("click", (event) => {
  if (!done || !event.target.closest?.("#agenda")) return;
  done = false;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);
