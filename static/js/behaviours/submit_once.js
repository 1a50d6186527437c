// once: a form that is on its way is not sent a second time, however often its button is pressed.

const LONGEST = 10_000; // ms: an answer may be a file, which leaves the page where it is
const sent = new Set();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || !(sent.has(form) || form.classList.contains("htmx-request"))) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);

// A form that leads to another page; those of htmx say themselves when they are answered.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("hx-post")) return;
  sent.add(form);
  setTimeout(() => sent.delete(form), LONGEST);
});

addEventListener("pageshow", () => sent.clear());
