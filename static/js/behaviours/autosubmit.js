// autosubmit: a form of filters sends itself when a choice changes, and a moment after typing. A list that adds to what is
// chosen (data-adds) is ready for the next choice when the last one arrives among the others. A form that saves what is chosen
// (data-saves) shows what is saved again when that was refused. What takes a choice off, and is
// gone with it, gives the focus to the element data-then names.

const PAUSE = 300;
const TYPED = "[type=search], [type=text]";
const waiting = new WeakMap();
let walked; // the list that arrows go through
let then;

function submitSoon(form, delay) {
  clearTimeout(waiting.get(form));
  waiting.set(form, setTimeout(() => form.isConnected && form.requestSubmit(), delay));
}

const formOf = ({ target }) => (target.form?.matches("[data-autosubmit]") ? target.form : null);

document.addEventListener("change", (event) => {
  const form = formOf(event);
  const field = event.target;
  if (!form || field.matches(TYPED) || isHalf(field)) return;
  if (field.type === "date") keepTogether(field);
  if (field !== walked) submitSoon(form, 0);
});

document.addEventListener("input", (event) => {
  const form = formOf(event);
  if (form && event.target.matches(TYPED)) submitSoon(form, PAUSE);
});

// A year is typed digit by digit.
const isHalf = (field) => field.type === "date" && field.value && field.value < "1000";

// Two dates in order: the one that passes the other takes it along, one alone is both, and one emptied empties both.
function keepTogether(field) {
  const { until, from } = field.dataset;
  const other = document.getElementById(until ?? from);
  if (!other) return;
  const passed = until ? field.value > other.value : field.value < other.value;
  if (passed || !field.value || !other.value) other.value = field.value;
}

// Arrows walk through a closed list and choose on the way: what is added is where they stop.
document.addEventListener("keydown", (event) => {
  if (!event.target.matches("select[data-adds], [data-saves] select")) return;
  walked = event.key === "Enter" || event.key === " " || event.altKey ? undefined : event.target;
  if (event.key !== "Enter" || !isChosen(event.target)) return;
  event.preventDefault(); // or the list opens
  submitSoon(event.target.form, 0);
});
document.addEventListener("pointerdown", () => { walked = undefined; });
document.addEventListener("focusout", ({ target }) => {
  if (target === walked && isChosen(target)) submitSoon(target.form, 0);
  walked = undefined;
});

const isChosen = (list) => ("adds" in list.dataset ? list.value !== "" : !list.selectedOptions[0]?.defaultSelected);

for (const refused of ["htmx:response:error", "htmx:error"]) {
  document.addEventListener(refused, ({ detail: { ctx } }) => ctx?.sourceElement?.closest?.("form[data-saves]")?.reset());
}

// What was typed and not yet sent must not undo what somebody pressed since.
document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  for (const form of document.querySelectorAll("form[data-autosubmit]")) {
    if (form !== ctx.sourceElement && ctx.target?.matches?.(form.getAttribute("hx-target"))) clearTimeout(waiting.get(form));
  }
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
