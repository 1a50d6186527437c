// toggle: a checkbox shows part of its form, and hides and disables it otherwise (what is hidden is not sent).

function apply(box) {
  const shown = box.checked === (box.dataset.toggleWhen !== "off");
  for (const part of (box.form ?? document).querySelectorAll(box.dataset.toggle)) {
    part.hidden = !shown;
    for (const control of part.querySelectorAll("input, select, textarea")) control.disabled = !shown;
  }
}

function applyAll() {
  for (const box of document.querySelectorAll("[data-toggle]")) apply(box);
}

document.addEventListener("change", (event) => event.target.matches?.("[data-toggle]") && apply(event.target));
document.addEventListener("htmx:after:swap", applyAll);
applyAll();
