// dialog: a server-rendered <dialog data-modal> opens modally as soon as it arrives.

function openArrivals() {
  for (const dialog of document.querySelectorAll("dialog[data-modal]:not([open])")) dialog.showModal();
  const panel = document.querySelector("[data-panel]:not([data-arrived])");
  if (!panel) return;
  panel.dataset.arrived = "";
  panel.querySelector("h2")?.focus({ preventScroll: true });
}

document.addEventListener("htmx:after:swap", openArrivals);
openArrivals();
