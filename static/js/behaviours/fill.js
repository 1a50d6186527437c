// fill: a button writes data-fill-NAME into the fields of that name.

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  for (const [key, value] of Object.entries(button.dataset)) {
    if (!key.startsWith("fill")) continue;
    const field = document.querySelector(`[name="${key.slice(4).toLowerCase()}"]`);
    if (field) field.value = value;
  }
});
