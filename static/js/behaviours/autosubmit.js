// autosubmit: a form of filters sends itself when a choice changes, and a moment after typing.

const PAUSE = 300;
const waiting = new WeakMap();

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
