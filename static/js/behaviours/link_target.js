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
  const box = link.getBoundingClientRect();
  target.dataset.side = box.left > innerWidth * 0.5 || box.right > innerWidth - 400 ? "start" : "end";
  load(link.href, target);
});
