// The drop preview: where something would land, and what the server says of it. One box in a track, one line of words near it.

import { here, mayMove, seen, slots } from "./grid.js";
import { getFragment } from "../lib/request.js";

const SETTLE = 40; // ms between a move and asking
const GAP = 10;
let box = null;
let label = null;
let waiting = null;
let running = null;
let turn = 0;
let known = null; // where the server says it would stand

export const isShown = () => Boolean(box?.isConnected);
export const landed = () => known;
export const words = () => (known ? label?.querySelector("p")?.textContent.replace(/\s+/g, " ").trim() : "") ?? "";

// Of a booking it shows the name and the colour.
export function show(track, start, end, bar = null) {
  box ??= Object.assign(document.createElement("i"), { className: "drop-preview" });
  known = null;
  box.textContent = bar?.textContent ?? "";
  if (bar) box.dataset.hue = bar.dataset.hue;
  else delete box.dataset.hue;
  put(start, end);
  if (box.parentElement !== track) track.append(box);
  label ??= Object.assign(document.createElement("div"), { className: "drop-preview-words", popover: "manual" });
  reposition();
}

function put(start, end) {
  box.style.setProperty("--s", seen(start) + 1);
  box.style.setProperty("--e", seen(end) + 1);
}

export function hide() {
  turn += 1;
  known = null;
  clearTimeout(waiting);
  running?.abort();
  box?.remove();
  label?.remove();
  label = null;
  if (box) delete box.dataset.state;
}

// Whether it is free, as soon as it stays for a moment; `done` gets the verdict's element.
export function check(query, done, soon = false) {
  const mine = ++turn;
  clearTimeout(waiting);
  running?.abort();
  if (box) delete box.dataset.state;
  const go = async () => {
    running = new AbortController();
    const verdict = await getFragment(`${mayMove()}landing?${new URLSearchParams({ ...here(), ...query })}`, running.signal);
    if (mine !== turn) return;
    if (verdict) settle(verdict);
    done?.(verdict);
  };
  if (soon) go();
  else waiting = setTimeout(go, SETTLE);
}

function settle(verdict) {
  if (!box?.isConnected) return;
  box.dataset.state = verdict.dataset.state;
  const { starts, ends } = verdict.dataset;
  if (starts !== undefined) {
    known = { start: Number(starts), end: Number(ends) };
    const [first, last] = [Math.max(known.start, 0), Math.min(known.end, slots())];
    if (first < last) put(first, last);
  }
  label ??= Object.assign(document.createElement("div"), { className: "drop-preview-words", popover: "manual" });
  label.replaceChildren(verdict);
  if (!label.isConnected) document.getElementById("main").append(label);
  if (!label.matches(":popover-open")) label.showPopover();
  reposition();
}

// Below the preview, or above it when there is no room.
export function reposition() {
  if (!box?.isConnected || !label?.isConnected) return;
  const at = box.getBoundingClientRect();
  const { width, height } = label.getBoundingClientRect();
  const below = at.bottom + GAP + height < innerHeight;
  label.style.left = `${Math.round(Math.min(Math.max(at.left, GAP), innerWidth - width - GAP))}px`;
  label.style.top = `${Math.round(below ? at.bottom + GAP : Math.max(at.top - height - GAP, GAP))}px`;
}
