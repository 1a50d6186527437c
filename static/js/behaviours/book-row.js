// book-row: a click or a drag over empty days of a track asks for the booking form of that artist and those days.
// The keyboard's way to the same form is the link in the artist's cell.

let anchor = null;
let ghost = null;
let dismissing = false;

const trackOf = (event) => (event.target instanceof Element && event.target.matches("[data-book-row]") ? event.target : null);

// A press beside an open card only closes the card.
document.addEventListener("pointerdown", () => { dismissing = document.querySelector("[data-panel]") !== null; }, true);

document.addEventListener("pointerdown", (event) => {
  const track = event.button === 0 && event.pointerType === "mouse" ? trackOf(event) : null;
  if (!track) return;
  anchor = dayAt(track, event.clientX);
  track.setPointerCapture(event.pointerId);
});

document.addEventListener("pointermove", (event) => {
  if (event.pointerType !== "mouse") return;
  const track = trackOf(event);
  if (!track) return hideGhost();
  const day = dayAt(track, event.clientX);
  showGhost(track, Math.min(day, anchor ?? day), Math.max(day, anchor ?? day));
});

document.addEventListener("click", (event) => {
  const track = trackOf(event);
  if (!track || dismissing) return;
  const day = dayAt(track, event.clientX);
  const [first, last] = [day, anchor ?? day].sort((a, b) => a - b);
  anchor = null;
  const url = new URL(track.dataset.bookRow, location.href);
  url.searchParams.set("starts_on", dateAt(track, first));
  url.searchParams.set("ends_on", dateAt(track, last));
  htmx.ajax("GET", url.pathname + url.search, { target: "#dialog", swap: "innerHTML" });
});

document.addEventListener("pointercancel", () => { anchor = null; hideGhost(); });
document.addEventListener("pointerleave", hideGhost);

function days(track) {
  return Number(getComputedStyle(track).getPropertyValue("--days"));
}

function dayAt(track, x) {
  const box = track.getBoundingClientRect();
  const day = Math.floor(((x - box.left) / box.width) * days(track));
  return Math.min(Math.max(day, 0), days(track) - 1);
}

// Noon, so that no clock change can move the date. A column may be an hour of one day.
function dateAt(track, column) {
  const { from, days: count } = track.closest("[data-from]").dataset;
  const date = new Date(`${from}T12:00:00Z`);
  date.setUTCDate(date.getUTCDate() + Math.floor((column * Number(count)) / days(track)));
  return date.toISOString().slice(0, 10);
}

function showGhost(track, first, last) {
  ghost ??= Object.assign(document.createElement("i"), { className: "track-ghost" });
  ghost.style.setProperty("--from", first);
  ghost.style.setProperty("--length", last - first + 1);
  if (ghost.parentElement !== track) track.append(ghost);
}

function hideGhost() {
  ghost?.remove();
}
