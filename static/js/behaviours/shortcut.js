// shortcut: a key presses (or, for a field, focuses) the element that carries it in data-shortcut.

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || event.repeat) return;
  if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
  const element = document.querySelector(`[data-shortcut="${CSS.escape(event.key.length === 1 ? event.key.toLowerCase() : event.key)}"]`);
  if (!element || (event.key.startsWith("Arrow") && takesArrows(event.target))) return;
  event.preventDefault();
  element.focus({ preventScroll: true }); // also where the focus comes back to when what opened is closed
  if (element.matches("input")) element.select(); // what is typed next takes its place
  else if (!element.matches("textarea, select")) element.click();
});

function isTyping(target) {
  return target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]") != null;
}

// Arrow keys belong to a menu that is open, and keep scrolling whatever has the focus and is wider than its place.
function takesArrows(target) {
  return target.closest("[popover]") || (target !== document.body && target.scrollWidth > target.clientWidth);
}
