// autosubmit: a form of filters sends itself when a choice changes, and a moment after typing. A list that adds to what is
// chosen (data-adds) is ready for the next choice when the last one arrives among the others. What takes a choice off, and is
// gone with it, gives the focus to the element data-then names.

const PAUSE = 300;
const waiting = new WeakMap();
let then;

function submitSoon(form, delay) {
  clearTimeout(waiting.get(form));
  waiting.set(form, setTimeout(() => form.isConnected && form.requestSubmit(), delay));
}

document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (form?.matches("[data-autosubmit]")) submitSoon(form, 0);
});

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form?.matches("[data-autosubmit]") && event.target.matches("[type=search], [type=text]")) submitSoon(form, PAUSE);
});

document.addEventListener("htmx:before:swap", ({ detail: { ctx } }) => {
  if (!(ctx.response?.status < 400)) return;
  const { elements = [], dataset } = ctx.sourceElement;
  for (const field of elements) if ("adds" in field.dataset) field.value = "";
  then = dataset.then;
});

document.addEventListener("htmx:after:swap", () => {
  if (then && document.activeElement === document.body) document.getElementById(then)?.focus();
  then = undefined;
});
