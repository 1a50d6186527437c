// Who is told what changed: elements with data-live="booking:ID artists" read themselves again through their own hx-get
// and hx-trigger="news". A form that is being filled in is left alone; it says so, and offers to be read again.

import { isTyping } from "./swap_lock.js";

const SETTLE = 400; // ms: one's own request may still be on its way

export function fire(subjects, by = "") {
  const touched = new Set(subjects);
  for (const element of document.querySelectorAll("[data-live]")) {
    if (element !== document.body && wordsOf(element).some((word) => concerns(touched, word))) tell(element, by);
  }
}

// Everything: after a time of not knowing.
export function fireAll() {
  for (const element of document.querySelectorAll("[data-live]")) if (element !== document.body) tell(element, "");
}

// {name} stands for what the form around the element holds in that field.
function wordsOf(element) {
  const field = (_, name) => element.closest("form")?.querySelector(`[name="${name}"]`)?.value ?? "";
  return element.dataset.live.replace(/\{(\w+)\}/g, field).split(" ");
}

function concerns(touched, word) {
  return touched.has(word) || (word.includes(":") && touched.has(word.replace(/:.*/, ":*")));
}

function tell(element, by) {
  if (!isHeld(element)) element.dispatchEvent(new CustomEvent("news"));
  else if (by) setTimeout(hint, SETTLE, element, by);
}

const isHeld = (element) => "liveForm" in element.dataset || isTyping(element);

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
