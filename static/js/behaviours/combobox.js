// combobox: type-ahead over a <select>, which stays the field that is sent. Without this module it is simply a select.
// Options may carry data-note and data-hue. data-source asks the server for <option>s by ?q= instead of filtering here.
// data-adds is where a name that is not there can be added: the last option then does it, and chooses it.
// Enter and Tab pressed before the options come wait for them, and choose if there is one, or one of just that name.

import { add, adding, ask, filter, fold, isNamed, row } from "../options.js";

const MOST = 50;

document.addEventListener("htmx:after:swap", enhanceAll);
enhanceAll();

function enhanceAll() {
  for (const box of document.querySelectorAll("[data-combobox]:not(:has([role=combobox]))")) enhance(box);
}

function enhance(box) {
  const select = box.querySelector("select");
  if (!select) return;
  const input = buildInput(select);
  const list = Object.assign(document.createElement("div"), { className: "combobox-list", id: `${input.id}-list`, hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", document.body.dataset.textChoices);
  input.setAttribute("aria-controls", list.id);
  if (select.labels[0]) select.labels[0].htmlFor = input.id;
  select.hidden = true;
  select.required = false;
  select.id = `${select.id}-value`;
  const said = Object.assign(document.createElement("p"), { className: "hint" });
  said.setAttribute("role", "status");
  box.append(input, list);
  if (box.dataset.adds) box.after(said);
  listen({ box, select, input, list, said, asked: 0, waits: "", adds: "" });
}

function buildInput(select) {
  const input = Object.assign(document.createElement("input"), { className: "input", type: "text", autocomplete: "off", id: select.id });
  const attributes = { role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list", spellcheck: "false" };
  for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);
  for (const name of ["aria-describedby", "aria-invalid", "autofocus"]) {
    if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
  }
  if (select.required) input.setAttribute("aria-required", "true");
  input.disabled = select.disabled;
  const blank = [...select.options].find((option) => !option.value);
  input.placeholder = blank?.text ?? "";
  input.value = chosenText(select);
  return input;
}

function listen(combo) {
  const { box, select, input, list } = combo;
  input.addEventListener("input", () => { combo.waits = combo.adds = ""; show(combo, input.value); });
  input.addEventListener("click", () => { input.select(); show(combo, ""); });
  input.addEventListener("keydown", (event) => onKey(combo, event));
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => choose(combo, event.target.closest("[role=option]")));
  select.addEventListener("change", () => { input.value = chosenText(select); });
  box.addEventListener("focusout", () => combo.waits === "Tab" || settle(combo));
}

function chosenText(select) {
  return select.value ? select.selectedOptions[0].text : "";
}

async function show(combo, query) {
  const { box, select, input } = combo;
  const turn = ++combo.asked;
  if (box.dataset.source) busy(combo, true);
  const found = box.dataset.source ? await ask(box.dataset.source, query) : filter(select, query);
  if (turn !== combo.asked) return;
  busy(combo, false);
  const { waits } = combo;
  combo.waits = "";
  const meant = waits && isTyped(combo) ? only(found, query, (option) => option.text) : null;
  if (meant) return choose(combo, row(meant, ""));
  if (waits === "Tab") return settle(combo);
  if (document.activeElement === input) open(combo, found, query);
}

function busy({ input, box }, now) {
  box.toggleAttribute("data-busy", now);
  if (now) input.setAttribute("aria-busy", "true");
  else input.removeAttribute("aria-busy");
}

function open(combo, found, query) {
  const { select, list, input } = combo;
  list.replaceChildren(...found.slice(0, MOST).map((option, index) => row(option, `${input.id}-${index}`)));
  if (isNew(combo, found, query)) list.append(adding(query.trim().replace(/\s+/g, " "), `${input.id}-add`));
  else if (!found.length) list.append(Object.assign(document.createElement("p"), { className: "combobox-none", textContent: document.body.dataset.textNothing }));
  combo.walked = false;
  list.hidden = false;
  input.setAttribute("aria-expanded", "true");
  mark(combo, query ? list.querySelector("[role=option]") : list.querySelector(`[data-value="${CSS.escape(select.value)}"]`));
}

const isNew = ({ box }, found, query) => Boolean(box.dataset.adds && query.trim()) && !found.some((option) => isNamed(option, query));

function onKey(combo, event) {
  const { input, list } = combo;
  if (combo.box.hasAttribute("data-busy") && wait(combo, event)) return;
  const items = [...list.querySelectorAll("[role=option]")];
  const at = items.findIndex((item) => item.id === input.getAttribute("aria-activedescendant"));
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (list.hidden) return show(combo, "");
    const next = items.at((at + (event.key === "ArrowDown" ? 1 : -1) + items.length) % items.length || 0);
    const slip = !combo.walked && next && !isChoice(next); // an arrow before Enter means the first, and adds nobody
    combo.walked = true;
    return slip ? undefined : mark(combo, next);
  }
  if (event.key === "Enter" && !list.hidden) { event.preventDefault(); choose(combo, items[at]); }
  if (event.key === "Tab" && !list.hidden && isTyped(combo)) choose(combo, only(items.filter(isChoice), input.value, (item) => item.dataset.text));
  if (event.key === "Escape" && !list.hidden) { event.preventDefault(); event.stopPropagation(); settle(combo); }
}

// An answer is on its way: what was typed for it is not lost. Tab goes on meanwhile, Escape gives it up.
function wait(combo, event) {
  const { key } = event;
  if (!(key === "Enter" || key === "Escape" || (key === "Tab" && isTyped(combo)))) return false;
  if (key !== "Tab") event.preventDefault();
  if (key === "Escape") {
    event.stopPropagation();
    settle(combo);
  } else {
    combo.list.hidden = true;
    combo.waits = key;
  }
  return true;
}

const isChoice = (item) => !("adds" in item.dataset);
const isTyped = ({ input, select }) => input.value.trim() !== "" && input.value !== chosenText(select);

// The one there is, or the one of just this name.
function only(options, words, textOf) {
  return options.length === 1 ? options[0] : options.find((option) => fold(textOf(option)) === fold(words.trim()));
}

function mark({ input, list }, item) {
  list.querySelector("[aria-selected=true]")?.setAttribute("aria-selected", "false");
  item?.setAttribute("aria-selected", "true");
  item?.scrollIntoView({ block: "nearest" });
  if (item) input.setAttribute("aria-activedescendant", item.id);
  else input.removeAttribute("aria-activedescendant");
}

function choose(combo, item) {
  if (!item) return;
  if (!isChoice(item)) return void create(combo, item.dataset.adds);
  const { select, input } = combo;
  const { value, text } = item.dataset;
  if (combo.adds) complain(combo);
  combo.adds = "";
  if (![...select.options].some((option) => option.value === value)) select.add(new Option(text, value));
  select.value = value;
  input.value = text;
  settle(combo);
  select.dispatchEvent(new Event("change", { bubbles: true }));
}

// What is typed meanwhile is not overruled; what was typed before stays in the field until it is chosen.
async function create(combo, name) {
  const { box, input, said } = combo;
  combo.adds = name;
  settle(combo);
  busy(combo, true);
  const answer = await add(box.dataset.adds, name);
  busy(combo, false);
  if (combo.adds !== name) return;
  if (!answer?.matches("option")) {
    complain(combo, answer);
    return void input.focus();
  }
  choose(combo, row(answer, ""));
  said.textContent = document.body.dataset.textAdded.replace("{name}", answer.text);
}

// At the field, as the server would have written it there.
function complain({ box, input, said }, problem) {
  said.textContent = "";
  box.parentElement.querySelector(".error")?.remove();
  input.removeAttribute("aria-invalid");
  if (!problem) return;
  problem.id = `${input.id}-error`;
  box.after(problem);
  input.setAttribute("aria-invalid", "true");
  input.setAttribute("aria-describedby", problem.id);
}

// Leaving closes the list. Words that chose nothing go back to the last choice; an emptied field clears it.
function settle(combo) {
  const { select, input, list } = combo;
  combo.asked += 1;
  combo.waits = "";
  busy(combo, false);
  list.hidden = true;
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
  if (combo.adds) return;
  const cleared = input.value === "" && select.value !== "" && [...select.options].some((option) => !option.value);
  if (cleared) select.value = "";
  input.value = chosenText(select);
  if (cleared) select.dispatchEvent(new Event("change", { bubbles: true }));
}
