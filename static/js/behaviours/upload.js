// upload: says which file was chosen, and takes one that is dropped.

document.addEventListener("change", (event) => {
  const area = event.target.closest?.("[data-upload]");
  if (area) name(area);
});

document.addEventListener("dragover", (event) => {
  const area = event.target.closest?.("[data-upload]");
  if (!area) return;
  event.preventDefault();
  area.dataset.over = "";
});

document.addEventListener("dragleave", (event) => {
  const area = event.target.closest?.("[data-upload]");
  if (area) delete area.dataset.over;
});

document.addEventListener("drop", (event) => {
  const area = event.target.closest?.("[data-upload]");
  if (!area) return;
  event.preventDefault();
  delete area.dataset.over;
  const input = area.querySelector("input[type=file]");
  input.files = event.dataTransfer.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
});

function name(area) {
  const [file] = area.querySelector("input[type=file]").files;
  const size = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });
  area.querySelector(".upload-name").value = file ? `${file.name} (${size.format(file.size / 1024)} KB)` : "";
}
