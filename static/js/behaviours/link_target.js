// link_target: plain clicks on chosen links inside a container load into a target. One listener instead of htmx attributes on 500 bars.

import { load } from "../lib/loading.js";

document.addEventListener("click", (event) => {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = event.target.closest("[data-opens] a[href]");
  const container = link?.closest("[data-opens]");
  if (!container || !link.matches(container.dataset.opens)) return;
  event.preventDefault();
  for (const other of document.querySelectorAll("[data-opened]")) delete other.dataset.opened;
  link.dataset.opened = "";
  const target = document.querySelector(container.dataset.opensIn);
  putBeside(target, link);
  load(link.href, target);
});

addEventListener("resize", () => {
  const link = document.querySelector("[data-opened]");
  if (link) putBeside(document.querySelector(link.closest("[data-opens]").dataset.opensIn), link);
});

const WIDE = 384 + 2 * 16; // px: the card and what is kept free around it, as static/css/overlay.css has them
const LEAST = 260; // of its height, where it stands above or below

// Beside what was pressed, below the bar of tools; what is too long for that has it below or above, where there is room.
function putBeside(target, link) {
  const box = link.getBoundingClientRect();
  const ceiling = belowTools() + 8;
  const left = document.getElementById("main").getBoundingClientRect().left;
  target.dataset.side = innerWidth - box.right >= WIDE || innerWidth - box.right >= box.left - left ? "end" : "start";
  const room = target.dataset.side === "end" ? innerWidth - box.right : box.left - left;
  const [over, under] = [box.top - 8 - ceiling, innerHeight - 16 - box.bottom - 8];
  const [top, bottom] = room >= WIDE || Math.max(over, under) < LEAST ? [ceiling, innerHeight - 16]
    : under >= over ? [box.bottom + 8, innerHeight - 16] : [ceiling, box.top - 8];
  target.style.setProperty("--card-top", `${top}px`);
  target.style.setProperty("--card-room", `${bottom - top}px`);
}

// Where the calendar begins; in a low window only the bar at the top stays free.
function belowTools() {
  const tools = document.querySelector(".topbar")?.getBoundingClientRect().bottom ?? 0;
  const calendar = document.getElementById("schedule")?.getBoundingClientRect().top ?? 0;
  return Math.max(innerHeight - calendar < 2 * LEAST ? tools : calendar, tools, 0);
}
