// Asking the server, and what its answers mean: news of a drop, a dialog, a card with what went wrong.

const token = () => document.querySelector('meta[name="csrf-token"]').content;
const headers = () => ({ "HX-Request": "true", "X-CSRFToken": token(), "HX-Current-URL": location.href });
const MESSAGES = { 403: "textForbidden", 404: "textMissing", 400: "textStale", 429: "textSlow" };

export function flash(message, tone = "info") {
  document.dispatchEvent(new CustomEvent("flash", { detail: { message, tone } }));
}

// The server knows nobody here any more: live/session.js says so, and keeps what was typed.
export function signedOut(detail = {}) {
  return document.dispatchEvent(new CustomEvent("signedOut", { detail }));
}

// Whether an answer means that the session is over, or another one than the page is of.
export const endsSession = ({ status, headers }) => status === 401 || headers.get("HX-Trigger") === "sessionChanged";

// The HTML of a GET as an element, or null; an answer that comes too late is nobody's.
export async function getFragment(address, signal) {
  try {
    const answer = await fetch(address, { headers: headers(), signal });
    if (endsSession(answer)) signedOut();
    if (!answer.ok) return null;
    const template = document.createElement("template");
    template.innerHTML = await answer.text();
    return template.content.firstElementChild;
  } catch {
    return null;
  }
}

// Sends a change. Gives the answer, if it is one about what was sent; else null, and a word on the page says why.
export async function exchange(method, address, values) {
  let answer;
  try {
    answer = await fetch(address, { method, headers: headers(), body: new URLSearchParams(values) });
  } catch {
    flash(document.body.dataset.textUnreachable, "warn");
    return null;
  }
  if (answer.ok || answer.status === 409 || answer.status === 422) return answer;
  if (endsSession(answer)) signedOut();
  else flash(document.body.dataset[MESSAGES[answer.status] ?? "textBroken"], "danger");
  return null;
}

// Sends a change. Gives what the server tells of it by HX-Trigger, or null when it was refused: that is on the page then.
export async function send(method, address, values) {
  const answer = await exchange(method, address, values);
  const text = await answer?.text();
  if (!answer) return null;
  if (answer.ok) return triggered(answer);
  const target = answer.headers.get("HX-Retarget") ?? "#panel";
  await htmx.swap({ text, target, swap: "innerHTML", sourceElement: document.body });
  const notice = document.querySelector(`${target} .notice`);
  if (notice) flash(notice.textContent, "warn"); // the card may read itself again, and lose it
  return null;
}

function triggered(answer) {
  const { flash: shown, ...events } = JSON.parse(answer.headers.get("HX-Trigger") ?? "{}");
  if (shown) flash(shown.message, shown.tone);
  return events;
}

const lastSeq = () => document.getElementById("news")?.dataset.seq;

// The row comes over the socket, perhaps before the answer. Where that does not work, ask for the calendar after a moment.
// Called before a change is sent; what it gives is called after it.
const PATIENCE = 2000; // ms
export function expectRow() {
  const before = lastSeq();
  return () => {
    if (document.getElementById("live")?.dataset.state !== "live") return refresh();
    setTimeout(() => lastSeq() === before && refresh(), PATIENCE);
  };
}

export function refresh() {
  htmx.trigger(document.body, "bookingChanged");
}
