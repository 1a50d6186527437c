// Finding options for the combobox, and drawing one. No state here.

import { endsSession, exchange, flash, signedOut } from "./lib/request.js";

// Letters that no decomposition makes plain, and apostrophes, which nobody types; studio/lib/text/search.py has the same.
const PLAIN = {
  ø: "o", đ: "d", ð: "d", ł: "l", ħ: "h", ŧ: "t", ŋ: "n", ı: "i", æ: "ae", œ: "oe", þ: "th", ß: "ss",
  "'": "", "’": "", "‘": "", "ʼ": "", "ʻ": "", "`": "", "´": "",
};

export const fold = (value) =>
  [...value.toLowerCase()].map((letter) => PLAIN[letter] ?? letter).join("").normalize("NFKD").replace(/\p{M}/gu, "");

export function filter(select, query) {
  const words = fold(query).split(/\s+/).filter(Boolean);
  return [...select.options].filter((option) => {
    const haystack = fold(`${option.text} ${option.dataset.note ?? ""}`);
    return option.value && words.every((word) => haystack.includes(word));
  });
}

export async function ask(source, query) {
  const url = new URL(source, location.href);
  url.searchParams.set("q", query);
  const template = document.createElement("template");
  try {
    const answer = await fetch(url, { headers: { "HX-Request": "true" } });
    if (endsSession(answer)) signedOut();
    template.innerHTML = answer.ok ? await answer.text() : "";
  } catch {
    flash(document.body.dataset.textUnreachable, "warn");
  }
  return [...template.content.querySelectorAll("option")];
}

// Adds what is called so, or finds it: its <option>, or the words that say what is wrong, or nothing when nobody answered.
export async function add(address, name) {
  const answer = await exchange("POST", address, { name });
  const template = document.createElement("template");
  template.innerHTML = (await answer?.text()) ?? "";
  return template.content.firstElementChild;
}

// Two names are the same when only case and spaces differ: the server judges, studio/lib/text/names.py.
const key = (name) => name.trim().replace(/\s+/g, " ").toLowerCase();
export const isNamed = (option, name) => key(option.text) === key(name);

export function adding(name, id) {
  const item = Object.assign(document.createElement("div"), { id, className: "combobox-add", textContent: document.body.dataset.textAdd.replace("{name}", name) });
  item.setAttribute("role", "option");
  item.setAttribute("aria-selected", "false");
  item.dataset.adds = name;
  return item;
}

export function row(option, id) {
  const item = Object.assign(document.createElement("div"), { id, textContent: option.text });
  item.setAttribute("role", "option");
  item.setAttribute("aria-selected", "false");
  item.dataset.value = option.value;
  if (option.dataset.hue) {
    item.dataset.hue = option.dataset.hue;
    item.prepend(Object.assign(document.createElement("i"), { className: "dot" }));
  }
  if (option.dataset.note) item.append(Object.assign(document.createElement("small"), { textContent: option.dataset.note }));
  item.dataset.text = option.text;
  return item;
}
