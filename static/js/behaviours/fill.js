// fill: a button writes data-fill-NAME into the field of that name, or chooses it among the radio buttons of that name; a
// list with data-browser begins with what the browser knows, where that is one of its options.

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  for (const [key, value] of Object.entries(button.dataset)) {
    if (!key.startsWith("fill")) continue;
    const fields = [...document.querySelectorAll(`[name="${key.slice(4).toLowerCase()}"]`)];
    const radio = fields.find((field) => field.type === "radio" && field.value === value);
    if (radio) choose(radio);
    else if (fields.length) fields[0].value = value;
  }
});

// The button may go with what it was about: the focus is where the choice is.
function choose(radio) {
  radio.checked = true;
  radio.focus();
  radio.dispatchEvent(new Event("change", { bubbles: true }));
}

// A list of public holidays that data-follows a list of zones is where that one is, until somebody chooses in it.
let leads = false;
const chosen = new WeakSet();
document.addEventListener("change", ({ target }) => {
  if (target.dataset?.follows && !leads) chosen.add(target);
  const list = target.name && target.form?.querySelector(`select[data-follows="${CSS.escape(target.name)}"]`);
  const region = target.selectedOptions?.[0]?.dataset.region;
  if (!list || !region || chosen.has(list)) return;
  leads = true;
  list.value = region;
  list.dispatchEvent(new Event("change", { bubbles: true }));
  leads = false;
});

const KNOWN = { zone: () => Intl.DateTimeFormat().resolvedOptions().timeZone };

for (const list of document.querySelectorAll("select[data-browser]")) {
  const known = KNOWN[list.dataset.browser]();
  if (![...list.options].some(({ value }) => value === known)) continue;
  list.value = known;
  list.dispatchEvent(new Event("change", { bubbles: true }));
}
