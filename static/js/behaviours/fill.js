// fill: a button writes data-fill-NAME into the fields of that name; a list with data-browser begins with what the browser
// knows, where that is one of its options.

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  for (const [key, value] of Object.entries(button.dataset)) {
    if (!key.startsWith("fill")) continue;
    const field = document.querySelector(`[name="${key.slice(4).toLowerCase()}"]`);
    if (field) field.value = value;
  }
});

const KNOWN = { zone: () => Intl.DateTimeFormat().resolvedOptions().timeZone };

for (const list of document.querySelectorAll("select[data-browser]")) {
  const known = KNOWN[list.dataset.browser]();
  if (![...list.options].some(({ value }) => value === known)) continue;
  list.value = known;
  list.dispatchEvent(new Event("change"));
}
