// selection: the artists ticked on the list, how many they are, and all of a page at once. Ticks outlive a list that reads itself again.

const chosen = new Set();
const boxes = () => [...document.querySelectorAll("input.choose")];

function show() {
  const form = document.querySelector("[data-choosing]");
  if (!form) return;
  for (const box of boxes()) box.checked = chosen.has(box.value);
  const here = boxes().filter((box) => box.checked).length;
  const page = form.querySelector("[data-choose-page]");
  const all = page.querySelector("input");
  page.hidden = false;
  all.checked = here > 0 && here === boxes().length;
  all.indeterminate = here > 0 && !all.checked;
  const button = form.querySelector("[data-choose-some]");
  const count = button.querySelector(".count");
  button.disabled = !here;
  count.hidden = !here;
  count.textContent = here;
}

function learn() {
  chosen.clear();
  for (const box of boxes()) if (box.checked) chosen.add(box.value);
}

document.addEventListener("change", ({ target }) => {
  if (target.closest("[data-choose-page]")) for (const box of boxes()) box.checked = target.checked;
  else if (!target.matches("input.choose")) return;
  learn();
  show();
});

document.addEventListener("htmx:after:swap", show);
addEventListener("pageshow", () => (learn(), show())); // the browser may have kept the ticks
