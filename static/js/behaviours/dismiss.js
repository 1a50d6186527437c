// dismiss: closes what floats (dialog, panel, flash) by its button, by Escape or by a press outside, and gives the focus back.

import { giveUp } from "../lib/loading.js";
import { ask } from "./confirm.js";

const FLOATING = "dialog, [data-panel], .flash";
let opener = null;

document.addEventListener("focusin", (event) => {
  if (!event.target.closest(FLOATING)) opener = event.target;
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-dismiss]");
  if (button) close(button.closest(FLOATING));
});

// What was folded away has done its service when something of it is chosen.
document.addEventListener("click", (event) => {
  event.target.closest(".fold:popover-open a, .fold:popover-open button")?.closest(".fold").hidePopover();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open]")) return;
  for (const place of document.querySelectorAll("#panel, #dialog")) giveUp(place); // what is only on its way, too
  const panel = document.querySelector("[data-panel]");
  if (!panel) return;
  event.preventDefault(); // or the key closes the question, too
  closeOrAsk(panel);
});

// What was typed into a form, and is not being saved, is not thrown away by a key or a slip of the hand: both ask first.
document.addEventListener("input", (event) => {
  const floating = event.target.closest?.("form")?.closest("dialog[data-modal], [data-panel]");
  if (floating) floating.dataset.typed = "";
});

document.addEventListener("cancel", (event) => {
  if (!isTyped(event.target)) return;
  event.preventDefault();
  closeIfMeant(event.target);
}, true);

function isTyped(floating) {
  const typed = floating.dataset?.typed !== undefined || floating.querySelector?.(".form-errors");
  return typed && !floating.querySelector("form.htmx-request");
}

async function closeIfMeant(floating) {
  const { textDiscard, textTyped } = document.body.dataset;
  if (await ask(textTyped, textDiscard)) close(floating);
}

function closeOrAsk(floating) {
  if (isTyped(floating)) closeIfMeant(floating);
  else close(floating);
}

document.addEventListener("pointerdown", (event) => {
  const dialog = event.target.closest("dialog");
  if (dialog) return event.target === dialog && outside(dialog, event) && pressedBeside(dialog);
  const panel = document.querySelector("[data-panel]");
  const opens = event.target.closest("a")?.closest("[data-opens]");
  if (panel && !opens && !event.target.closest(FLOATING)) closeOrAsk(panel);
});

// A closed dialog leaves the page: the next one arrives fresh from the server.
document.addEventListener("close", (event) => {
  if (event.target.matches?.("dialog[data-modal]")) leave(event.target);
}, true);

document.addEventListener("closeDialog", () => {
  for (const dialog of document.querySelectorAll("dialog[data-modal][open]")) dialog.close();
});
document.addEventListener("closePanel", () => close(document.querySelector("[data-panel]")));

function close(floating) {
  if (!floating) return;
  if (floating.matches("dialog")) floating.close();
  else leave(floating);
}

function leave(floating) {
  const heldFocus = floating.contains(document.activeElement) || document.activeElement === document.body;
  floating.remove();
  if (floating.matches("[data-panel]")) for (const link of document.querySelectorAll("[data-opened]")) delete link.dataset.opened;
  if (!heldFocus || document.querySelector("dialog[open]")) return;
  const back = opener?.isConnected ? opener : document.getElementById(opener?.id ?? "") ?? document.getElementById("main");
  back?.focus({ preventScroll: true });
}

// The padding of a dialog is inside its box, its backdrop is not.
function outside(dialog, { clientX, clientY }) {
  const box = dialog.getBoundingClientRect();
  return clientX < box.left || clientX > box.right || clientY < box.top || clientY > box.bottom;
}

function pressedBeside(dialog) {
  if (isTyped(dialog) || !holdsTyping(dialog)) closeOrAsk(dialog);
}

// A form that was opened is not closed by a slip of the finger.
function holdsTyping(dialog) {
  return dialog.querySelector("input:not([type=hidden]), textarea, select") !== null;
}
