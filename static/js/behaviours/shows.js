// shows: a button opens the dialog it names; a form in a dialog with data-closes closes it when it was answered.

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-shows]");
  const dialog = button && document.getElementById(button.dataset.shows);
  if (dialog && !dialog.open) dialog.showModal();
});

document.addEventListener("htmx:after:request", (event) => {
  const form = event.detail.ctx.sourceElement;
  if (form?.matches?.("form[data-closes]") && event.detail.ctx.response) form.closest("dialog")?.close();
});
