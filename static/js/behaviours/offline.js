// offline: the banner while the browser has no network, or Studio does not answer. Its words are put in when they are true,
// so that a screen reader says what is shown.

import { state } from "../live/status.js";

const reason = () => (navigator.onLine ? (state() === "offline" ? "studio" : "") : "network");

function show() {
  const banner = document.getElementById("offline");
  const why = reason();
  if (!banner || (banner.dataset.shown ?? "") === why) return;
  banner.dataset.shown = why;
  const words = why && document.querySelector(`template[data-offline="${why}"]`);
  banner.replaceChildren(...(words ? [words.content.cloneNode(true)] : []));
}

for (const change of ["online", "offline"]) addEventListener(change, show);
document.addEventListener("connection", show);
show();
