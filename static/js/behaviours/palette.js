// palette: Ctrl-K (or a link with data-palette) opens it over any page; the server finds, here one walks and chooses.
// What is highlighted answers what is typed. An answer that can be seen is acted on at once, also while htmx is still at work
// on it. One that is on its way is waited for: Enter then goes where it leads, but books nothing unseen; it says so.

const dialog = document.getElementById("palette");
const input = document.getElementById("palette-words");
const results = document.getElementById("palette-results");
let entered = false;
let beside = false;

const options = () => [...results.querySelectorAll("[role=option]")];
const typed = () => input.value.trim().replace(/\s+/g, " ");
const list = () => document.getElementById("palette-list");
const answered = () => input.dataset.answered === typed();

function open() {
  if (document.querySelector("dialog[open]")) return;
  input.value = "";
  wait(false);
  document.activeElement.closest(":popover-open")?.hidePopover(); // the focus goes to its button, and comes back there
  dialog.showModal();
  input.focus();
  ask();
}

function ask() {
  input.dispatchEvent(new Event("ask", { bubbles: true }));
}

function mark(option) {
  results.querySelector("[aria-selected=true]")?.setAttribute("aria-selected", "false");
  option?.setAttribute("aria-selected", "true");
  option?.scrollIntoView({ block: "nearest" });
  if (option) input.setAttribute("aria-activedescendant", option.id);
  else input.removeAttribute("aria-activedescendant");
}

function wait(now) {
  if (now) say(input.dataset.textWaits, true);
  else if (entered) say("");
  entered = now;
}

// How much there is, what is asked, and what is lacking.
function found() {
  const lacks = results.querySelector("[data-tells]")?.textContent.trim().replace(/\s+/g, " ") ?? "";
  return `${list().dataset.said ?? ""} ${lacks}`.trim();
}

// To screen readers; and, when a key waits for something, to everybody.
function say(words, toAll = false) {
  const said = document.getElementById("palette-said");
  said.textContent = words;
  said.classList.toggle("visually-hidden", !toAll);
}

function step(by) {
  take();
  const all = options();
  const at = all.findIndex((option) => option.id === input.getAttribute("aria-activedescendant"));
  mark(all[(at + by + all.length) % all.length]);
}

function choose(option) {
  if (!option) return;
  const { text, submits } = option.dataset;
  if (text) {
    input.value = `${text} `;
    input.focus();
    return ask();
  }
  if (submits) return document.getElementById(submits).requestSubmit();
  dialog.close();
  option.click();
}

function enter() {
  take();
  if (!answered()) return wait(true);
  choose(results.querySelector("[aria-selected=true]"));
}

// What is there to be seen but not yet told of is as good as told: numbered, and its form alive.
function take() {
  if (answered() || list().dataset.query !== typed()) return;
  number();
  htmx.process(results);
}

function onKey(event) {
  if (event.isComposing) return;
  const { key } = event;
  if (key === "ArrowDown" || key === "ArrowUp") step(key === "ArrowDown" ? 1 : -1);
  else if (key === "Enter") enter();
  else return;
  event.preventDefault();
}

function number() {
  const all = options();
  all.forEach((option, index) => { option.id = `palette-option-${index}`; });
  mark(all[0]);
  input.dataset.answered = list().dataset.query;
}

// What arrives is numbered, its first option highlighted, and its size told to screen readers.
function arrived() {
  if (input.dataset.answered !== list().dataset.query || !results.querySelector("[aria-selected=true]")) number();
  if (!entered || !answered() || !dialog.open) return entered || say(found());
  wait(false);
  const [first] = options();
  if (first?.dataset.submits) say(first.dataset.again, true);
  else choose(first);
}

function failed() {
  const words = { className: "palette-none", textContent: document.body.dataset.textUnreachable };
  const empty = list();
  empty.replaceChildren();
  delete empty.dataset.query;
  delete input.dataset.answered;
  results.replaceChildren(empty, Object.assign(document.createElement("p"), words));
  mark(null);
  wait(false);
}

if (dialog) {
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (dialog.open) dialog.close();
    else open();
  });
  document.addEventListener("click", (event) => {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || !event.target.closest?.("[data-palette]")) return;
    event.preventDefault();
    open();
  });
  document.addEventListener("closeDialog", () => dialog.close());
  results.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
    if (ctx.response && ctx.sourceElement?.matches?.("form[data-closes]")) dialog.close();
  });
  document.addEventListener("askAgain", () => dialog.open && ask());
  input.addEventListener("keydown", onKey);
  input.addEventListener("input", () => wait(false));
  input.addEventListener("htmx:error", failed);
  input.addEventListener("htmx:response:error", failed);
  results.addEventListener("pointerdown", (event) => event.preventDefault()); // the words keep the focus
  results.addEventListener("click", (event) => {
    const option = event.isTrusted && event.button === 0 && !event.ctrlKey && !event.metaKey ? event.target.closest("[role=option]") : null;
    if (!option) return;
    event.preventDefault();
    event.stopPropagation();
    choose(option);
  }, true);
  dialog.addEventListener("pointerdown", (event) => { beside = event.target === dialog; });
  dialog.addEventListener("click", (event) => beside && event.target === dialog && dialog.close());
  document.addEventListener("htmx:after:swap", (event) => event.detail.ctx?.target === results && arrived());
}
