// What a key does to the bar, or the free column, that has the focus.

import { inTurn } from "../lib/task_queue.js";
import { expectRow, flash, getFragment, refresh, send } from "../lib/request.js";
import { openBookingForm } from "./new_booking.js";
import { activeMove } from "./move.js";
import { lift, liftEdges, onLifted, stretch } from "./move_keys.js";
import { here, idOf, mayMove, rowOf, trackOf } from "./grid.js";
import { announce } from "../lib/announce.js";
import { canUndo, undoLast } from "./undo.js";
import { load } from "../lib/loading.js";
import { focusedSlots, navigate } from "./navigation.js";
import { isCell, stretchCell } from "./focus_targets.js";

const BOOKINGS = ".schedule-grid a.bar, .agenda-card h3 a";
const ENDABLE = `${BOOKINGS}, #schedule a.row-link`; // and the lines of the list
const NEXT = { hold: "pencil", pencil: "confirmation" };
const BEFORE = { confirmed: "pencil", pencil: "hold" };

const isTyping = (target) => target.closest?.("input, textarea, select, [contenteditable]") || document.querySelector("dialog[open]");

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || !document.getElementById("schedule") || isTyping(event.target)) return;
  if (activeMove() ? onLifted(event) : onKey(event)) event.preventDefault();
});

function onKey(event) {
  const { key, target, shiftKey } = event;
  if (event.altKey) return false;
  if (shiftKey && key.startsWith("Arrow") && !event.metaKey) return stretchHere(event);
  if (event.ctrlKey || event.metaKey) return isUndo(event) ? canUndo() && (undoLast(), true) : event.ctrlKey && navigate(key, target, true);
  if (!shiftKey && navigate(key, target)) return true;
  const booking = target.closest?.(BOOKINGS);
  if (!mayMove()) return false;
  if (key === "Delete" || key === "Backspace") return end(target.closest?.(ENDABLE));
  if (booking) return act(event, booking);
  return key.toLowerCase() === "n" && bookHere(target);
}

const isUndo = ({ key, shiftKey }) => key.toLowerCase() === "z" && !shiftKey;

function stretchHere(event) {
  const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (isCell(event.target)) return way !== undefined && mayMove() !== "" && (stretchCell(way), true);
  const bar = event.target.closest?.(".schedule-grid a.bar");
  return Boolean(bar && mayMove()) && stretch(bar, event);
}

function act(event, booking) {
  const name = event.key.toLowerCase();
  if (booking.matches(".bar")) {
    if (name === "m") return lift(booking);
    if (name === "r") return liftEdges(booking);
  }
  if (name === "s") return step(booking, event.shiftKey ? BEFORE : NEXT), true;
  return name === "n" && bookHere(booking);
}

function bookHere(target) {
  const where = focusedSlots(target);
  const link = rowOf(target)?.querySelector(".schedule-book");
  if (!where && link) return load(link.href, document.getElementById("dialog")), true; // on the name of a row
  if (!where || !("bookRow" in trackOf(where.row).dataset)) return false;
  openBookingForm(trackOf(where.row), where.start, where.end);
  return true;
}

function step(booking, ladder) {
  return inTurn(idOf(booking), () => stepNow(booking, ladder));
}

async function stepNow(booking, ladder) {
  const id = idOf(booking);
  const now = await getFragment(`${mayMove()}landing?${new URLSearchParams({ ...here(), booking: id, by: 0 })}`);
  const noun = ladder[now?.dataset.status];
  if (!now) return flash(document.body.dataset.textUnreachable, "warn");
  if (!noun) return announce(booking.title);
  const settle = expectRow();
  const events = await send("POST", `${mayMove()}${id}/${noun}`, { version: now.dataset.version });
  if (events) announce(document.querySelector("#flashes .flash p")?.textContent ?? "");
  if (events && booking.matches(".bar")) settle();
  else refresh();
}

function end(booking) {
  if (!booking) return false;
  load(`${mayMove()}${idOf(booking)}/cancellation`, document.getElementById("dialog"));
  return true;
}
