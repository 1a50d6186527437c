// What every page needs from htmx: the CSRF token on each request, and a word when the server could not answer.
// Behaviours are modules of their own, linked from templates/layout/_head.html.

import { endsSession, signedOut } from "./lib/request.js";

const text = (name) => document.body.dataset[name];

document.addEventListener("htmx:config:request", (event) => {
  const token = document.querySelector('meta[name="csrf-token"]');
  if (token) event.detail.ctx.request.headers["X-CSRFToken"] = token.content;
});

// Answers htmx does not swap (see the htmx-config meta): say so instead of doing nothing.
const unswapped = { 400: "textStale", 403: "textForbidden", 404: "textMissing", 429: "textSlow" };

// What reads itself again tries again by itself: live/refresh.js.
const isAsked = ({ detail: { ctx } }) => ctx?.sourceEvent?.type !== "news";

document.addEventListener("htmx:response:error", (event) => {
  const { sourceElement, sourceEvent, response } = event.detail.ctx;
  const { status } = response;
  if (endsSession(response)) return void signedOut({ form: sourceElement, submitter: sourceEvent?.submitter });
  if (!isAsked(event)) return;
  const name = status >= 500 ? "textBroken" : unswapped[status];
  if (name) flash(text(name), "danger");
});

document.addEventListener("htmx:error", (event) => isAsked(event) && flash(text("textUnreachable"), "warn"));

// A response may carry its own message: HX-Trigger: {"flash": {"message": "...", "tone": "ok"}}
// "href" and "link" put a way to what it speaks of beside it.
document.addEventListener("flash", (event) => flash(event.detail.message, event.detail.tone ?? "info", event.detail));

function flash(message, tone, { href, link } = {}) {
  const template = document.getElementById("flash-template");
  const list = document.getElementById("flashes");
  if (!template || !list) return;
  const item = template.content.firstElementChild.cloneNode(true);
  item.dataset.tone = tone;
  item.querySelector("p").textContent = message;
  if (href) item.querySelector("p").after(Object.assign(document.createElement("a"), { className: "button button-small", href, textContent: link }));
  list.replaceChildren(item);
}
