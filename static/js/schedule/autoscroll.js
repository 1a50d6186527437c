// While something is dragged near an edge of the calendar, it scrolls that way, faster the nearer.

const EDGE = 56; // px
const FASTEST = 18; // px a frame
let at = null;
let after = null;
let frame = 0;

export function near(x, y, scrolled) {
  [at, after] = [{ x, y }, scrolled];
  frame ||= requestAnimationFrame(step);
}

export function stop() {
  at = null;
  cancelAnimationFrame(frame);
  frame = 0;
}

const pull = (place, low, high) => Math.max(-1, Math.min(1, place < low + EDGE ? (place - low - EDGE) / EDGE : place > high - EDGE ? (place - high + EDGE) / EDGE : 0)) * FASTEST;

function step() {
  frame = 0;
  const area = document.querySelector("#schedule .schedule-scroll");
  if (!at || !area) return;
  const box = area.getBoundingClientRect();
  const inset = area.querySelector(".schedule-corner")?.getBoundingClientRect();
  const before = [area.scrollLeft, area.scrollTop];
  area.scrollLeft += pull(at.x, inset?.right ?? box.left, box.right);
  area.scrollTop += pull(at.y, inset?.bottom ?? box.top, Math.min(box.bottom, innerHeight));
  if (area.scrollLeft === before[0] && area.scrollTop === before[1]) return;
  after?.();
  frame = requestAnimationFrame(step);
}
