// Nothing moves under a hand: while something is pressed on the calendar, a card or a dialog, or a bar is moved, what arrives
// waits.

const HELD = "#schedule, #agenda, #panel, #dialog";
const LONGEST = 20_000; // ms: a release that nobody told us of
const locks = new Set();
let busy = null;
let release = null;
let pressed = null;
let under = null; // what is pressed

// Until what this gives is called, or that long.
export function lock(longest = LONGEST) {
  const mine = {};
  locks.add(mine);
  busy ??= new Promise((resolve) => { release = resolve; });
  setTimeout(unlock, longest, mine);
  return () => unlock(mine);
}

document.addEventListener("pointerdown", (event) => {
  if (!event.target.closest?.(HELD)) return;
  pressed ??= lock();
  under = event.target;
});

// After the click that follows a release, not before it.
function released() {
  if (!pressed) return;
  const free = pressed;
  pressed = null;
  setTimeout(() => { under = null; free(); });
}
document.addEventListener("pointerup", released);
document.addEventListener("pointercancel", released);

function unlock(mine) {
  if (!locks.delete(mine) || locks.size) return;
  release();
  busy = release = null;
}

export const unlocked = () => busy ?? Promise.resolve();

export const isPressed = (element) => under !== null && element.contains(under);

// Whether somebody has begun to fill in a form inside this element.
export function isTyping(element) {
  return [...element.querySelectorAll("input, textarea, select")].some(isChanged);
}

function isChanged(field) {
  if (field.type === "hidden" || field.disabled || !field.name) return false;
  if (field.matches("[type=checkbox], [type=radio]")) return field.checked !== field.defaultChecked;
  if (!field.matches("select")) return field.value !== field.defaultValue;
  return field.selectedIndex !== Math.max([...field.options].findIndex((option) => option.defaultSelected), 0);
}
