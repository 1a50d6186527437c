// Nothing moves under a hand: while a button is pressed on the calendar, or a bar is carried, what arrives waits.

const CALENDAR = "#schedule, #agenda";
const LONGEST = 20_000; // ms: a release that nobody told us of
const holds = new Set();
let busy = null;
let release = null;
let press = null;

// Until what this gives is called, or that long.
export function hold(longest = LONGEST) {
  const mine = {};
  holds.add(mine);
  busy ??= new Promise((resolve) => { release = resolve; });
  setTimeout(letGo, longest, mine);
  return () => letGo(mine);
}

document.addEventListener("pointerdown", (event) => {
  if (event.target.closest?.(CALENDAR)) press ??= hold();
});

// After the click that follows a release, not before it.
function released() {
  if (press) setTimeout(press);
  press = null;
}
document.addEventListener("pointerup", released);
document.addEventListener("pointercancel", released);

function letGo(mine) {
  if (!holds.delete(mine) || holds.size) return;
  release();
  busy = release = null;
}

export const free = () => busy ?? Promise.resolve();

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
