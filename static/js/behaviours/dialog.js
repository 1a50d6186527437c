// dialog: a server-rendered <dialog data-modal> opens modally as soon as it arrives; a button with data-shows opens the
// dialog it names.

function openArrivals() {
  for (const dialog of document.querySelectorAll("dialog[data-modal]:not([open])")) dialog.showModal();
  const panel = document.querySelector("[data-panel]:not([data-arrived])");
  if (!panel) return;
  panel.dataset.arrived = "";
  panel.querySelector("h2")?.focus({ preventScroll: true });
}

document.addEventListener("htmx:after:swap", openArrivals);
openArrivals();

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-shows]");
  const dialog = button && document.getElementById(button.dataset.shows);
  if (dialog && !dialog.open) dialog.showModal();
});
