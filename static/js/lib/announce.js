// Words for screen readers, in the page's language: templates/schedule/drag/_announcement.html.

const region = () => document.getElementById("said");

export function message(name, values = {}) {
  const text = region()?.dataset[`text${name[0].toUpperCase()}${name.slice(1)}`] ?? "";
  return text.replace(/\s+/g, " ").replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
}

export function announce(text) {
  const live = region();
  if (!live) return;
  live.textContent = live.textContent === text ? `${text}\u00a0` : text; // the same words twice are said twice
}
