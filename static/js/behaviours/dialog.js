// dialog: a server-rendered <dialog data-modal> opens modally as soon as it arrives; a button with data-shows opens the
// dialog it names; a form in a dialog with data-closes closes it when it was answered.

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

document.addEventListener("htmx:after:request", (event) => {
  const form = event.detail.ctx.sourceElement;
  if (form?.matches?.("form[data-closes]") && event.detail.ctx.response) form.closest("dialog")?.close();
});
