// Words for screen readers, in the page's language: templates/bookings/placements/_said.html.

const place = () => document.getElementById("said");

export function words(name, values = {}) {
  const text = place()?.dataset[`text${name[0].toUpperCase()}${name.slice(1)}`] ?? "";
  return text.replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
}

export function say(text) {
  const said = place();
  if (!said) return;
  said.textContent = said.textContent === text ? `${text}\u00a0` : text; // the same words twice are said twice
}
