// What is asked for a place of the page (the calendar, the card, a dialog) and not answered yet: the place says that it is
// busy. Of several the last wins (hx-sync in the templates, and on the place itself).

const PLACES = new Set(["schedule", "panel", "dialog"]);
const loads = new Map(); // place -> the newest request for it

export const isLoading = (place) => loads.has(place);
export const giveUp = (place) => loads.get(place)?.request.abort();

// Into the card or a dialog. Somebody asks for it: it is not the place that reads itself again.
export function load(address, place) {
  return htmx.ajax("GET", address, { source: place, target: place, swap: "innerHTML", headers: { "HX-Source": "body" } });
}

document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  if (ctx.request.method !== "GET" || !PLACES.has(ctx.target?.id)) return;
  ctx.place = ctx.target;
  loads.set(ctx.place, ctx);
  ctx.place.setAttribute("aria-busy", "true");
});

document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  if (!ctx.place || loads.get(ctx.place) !== ctx) return;
  loads.delete(ctx.place);
  ctx.place.removeAttribute("aria-busy");
});

// Whoever goes back through the history does not want to arrive where they were going.
document.addEventListener("htmx:before:history:restore", () => {
  for (const { request } of loads.values()) request.abort();
});
