// palette: Ctrl-K (or a link with data-palette) opens it over any page; the server finds, here one walks and chooses.
// What is highlighted answers what is typed: while an answer is on its way, Enter waits for it, and never books unseen.

const dialog = document.getElementById("palette");
const input = document.getElementById("palette-words");
const results = document.getElementById("palette-results");
let entered = false;
let beside = false;

const options = () => [...results.querySelectorAll("[role=option]")];
const typed = () => input.value.trim().replace(/\s+/g, " ");
const answered = () => input.dataset.answered === typed(); // not before its options are numbered and its form is live

function open() {
  if (document.querySelector("dialog[open]")) return;
  input.value = "";
  entered = false;
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

function step(by) {
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
  if (!answered()) return void (entered = true);
  choose(results.querySelector("[aria-selected=true]"));
}

function onKey(event) {
  if (event.isComposing) return;
  const { key } = event;
  if (key === "ArrowDown" || key === "ArrowUp") step(key === "ArrowDown" ? 1 : -1);
  else if (key === "Enter") enter();
  else return;
  event.preventDefault();
}

// What arrives is numbered, its first option highlighted, and its size told to screen readers.
function arrived() {
  const all = options();
  all.forEach((option, index) => { option.id = `palette-option-${index}`; });
  mark(all[0]);
  input.dataset.answered = document.getElementById("palette-list").dataset.query;
  document.getElementById("palette-said").textContent = results.querySelector("[data-said]")?.dataset.said ?? "";
  if (!entered || !answered() || !dialog.open) return;
  entered = false;
  if (all[0] && !all[0].dataset.submits) choose(all[0]);
}

function failed() {
  const list = document.getElementById("palette-list");
  const words = { className: "palette-none", textContent: document.body.dataset.textUnreachable };
  list.replaceChildren();
  delete input.dataset.answered;
  results.replaceChildren(list, Object.assign(document.createElement("p"), words));
  mark(null);
  entered = false;
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
  input.addEventListener("keydown", onKey);
  input.addEventListener("input", () => { entered = false; });
  input.addEventListener("htmx:error", failed);
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
