// Nothing moves under a hand: while a button is pressed on the calendar, what arrives waits.

const CALENDAR = "#schedule, #agenda";
const LONGEST = 20_000; // ms: a release that nobody told us of
let busy = null;
let release = null;

document.addEventListener("pointerdown", (event) => {
  if (busy || !event.target.closest?.(CALENDAR)) return;
  busy = new Promise((resolve) => { release = resolve; });
  setTimeout(letGo, LONGEST, release);
});

// After the click that follows a release, not before it.
const released = () => release && setTimeout(letGo, 0, release);
document.addEventListener("pointerup", released);
document.addEventListener("pointercancel", released);

function letGo(mine) {
  if (mine !== release) return;
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
