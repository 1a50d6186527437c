// When the session ends while the page stands (docs/decisions/032): what was typed stays, a bar beside it asks to sign in, and
// the page goes on once the same person has. For anybody else it is loaded anew, with nothing of what was typed.

import { getFragment } from "../lib/request.js";

const LATER = 3000; // ms until it is asked again who is signed in, when nobody answered
const WINDOWS = "session"; // the channel of this browser's windows; open only while it is needed: it keeps pages from being stored
const touched = new WeakSet(); // forms in which something was typed
let call = {};
let news = null;
let over = false;
let asking = false;
let bar = null;
let unsent = null; // { form, submitter } that came too late
let focused = null; // the field one was in

export const isOver = () => over;

export function start(callbacks) {
  call = callbacks;
  tellOthers(); // a page that opens may be the one that was signed in from
}

function tellOthers() {
  const channel = new BroadcastChannel(WINDOWS);
  channel.postMessage("here");
  channel.close();
}

// The session is over, or another one by now.
export async function end({ form = null, submitter = null } = {}) {
  if (isSendable(form)) unsent = { form, submitter };
  if (over) return void askPassword();
  over = true;
  news = new BroadcastChannel(WINDOWS);
  news.addEventListener("message", look);
  call.ended();
  await look();
}

const isSendable = (form) => form instanceof HTMLFormElement && form.method === "post" && form.closest("#session") === null;
const isTyped = (form) => isSendable(form) && (touched.has(form) || form.querySelector(".form-errors") !== null);

async function look() {
  if (!over || asking) return;
  asking = true;
  const now = await getFragment(document.body.dataset.session);
  asking = false;
  if (!over) return;
  if (now) judge(now);
  else setTimeout(look, LATER);
}

function judge(now) {
  const { member, token } = now.dataset;
  if (member === undefined) return ask(now);
  if (member === document.body.dataset.me) goOn(now, token);
  else startAnew();
}

// A page with nothing typed leads to the sign-in page, and comes back.
function ask(now) {
  if (bar?.isConnected) return;
  if (!unsent && ![...document.forms].some(isTyped)) return void location.reload();
  show(now);
  bar.querySelector("[name=email]").value = document.body.dataset.email;
  if (unsent) askPassword();
}

function show(next) {
  bar?.remove();
  bar = next;
  place();
  htmx.process(bar);
}

// Where it can be reached: all but a modal dialog is inert. One that only asks something goes soon.
function place() {
  const host = [...document.querySelectorAll("dialog[open]:not(:has([method=dialog]))")].at(-1) ?? document.querySelector(".frame");
  if (bar && bar.parentElement !== host) host.prepend(bar);
}

function askPassword() {
  const field = bar?.querySelector("[type=password]");
  field?.focus();
  field?.scrollIntoView({ block: "nearest" });
}

function goOn(now, token) {
  over = false;
  news.close();
  document.querySelector('meta[name="csrf-token"]').content = token;
  for (const field of document.querySelectorAll("input[name=csrf_token]")) field.value = token;
  call.resumed();
  tellOthers();
  if (unsent?.form.isConnected) offerAgain(now);
  else hide();
}

function offerAgain(now) {
  show(now);
  const button = bar.querySelector("[data-send-again]");
  button.addEventListener("click", () => unsent.form.requestSubmit(unsent.submitter?.isConnected ? unsent.submitter : null));
  button.focus();
}

function hide() {
  const held = bar?.contains(document.activeElement);
  bar?.remove();
  bar = unsent = null;
  if (held) focused?.focus({ preventScroll: true });
}

// Somebody else is here: they see their own page, and nothing of this one is left for the browser to restore.
function startAnew() {
  for (const place of document.querySelectorAll("main, dialog")) place.replaceChildren();
  location.replace(location.pathname + location.search);
}

document.addEventListener("signedOut", ({ detail }) => document.body.dataset.session && end(detail));
addEventListener("focus", look);
document.addEventListener("visibilitychange", () => document.hidden || look());

for (const kind of ["input", "change"]) document.addEventListener(kind, ({ target }) => target.form && touched.add(target.form));
document.addEventListener("focusin", ({ target }) => { if (!target.closest("#session")) focused = target; });

// What is sent now would be refused: it waits for the sign-in. What is sent after it is no longer offered.
document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (!isSendable(form) || form.id === "account-form") return;
  if (!over) return form === unsent?.form ? hide() : undefined;
  event.preventDefault();
  event.stopImmediatePropagation();
  end({ form, submitter });
}, true);

// A dialog that closes, or comes, takes the bar along; the form in the bar was answered.
document.addEventListener("close", () => setTimeout(place), true);
document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  if (bar && ctx?.sourceElement?.closest?.("#session")) answered();
  else place();
});

function answered() {
  bar = document.getElementById("session");
  if (over && bar.dataset.member !== undefined) judge(bar);
}
