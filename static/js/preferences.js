// A choice of how pages look here (the theme, the sidebar) holds at once; the server keeps it for the pages that come.

const root = document.documentElement;

document.addEventListener("submit", (event) => {
  const { submitter, target } = event;
  if (!submitter?.matches("[data-preference]")) return;
  event.preventDefault();
  const { name, value, formAction } = submitter;
  root.dataset[name] = value;
  const all = [...document.querySelectorAll(`[data-preference][name="${name}"]`)];
  for (const each of all) if (each.ariaPressed) each.ariaPressed = String(each.value === value);
  if (name === "theme") paint(value);
  // What was pressed may be gone when the page has another shape; the focus goes to what stands there instead.
  const follow = () => submitter.offsetWidth || all.find((each) => each.offsetWidth)?.focus();
  Promise.allSettled(document.getAnimations().map((animation) => animation.finished)).then(follow);
  fetch(formAction, { method: "POST", body: new FormData(target, submitter), redirect: "manual", keepalive: true }).catch(() => {});
});

// The browser's own parts of the window.
function paint(theme) {
  const system = theme === "system";
  document.querySelector("meta[name=color-scheme]").content = system ? "light dark" : theme;
  for (const meta of document.querySelectorAll("meta[name=theme-color]")) {
    const { scheme } = meta.dataset;
    meta.media = system ? `(prefers-color-scheme: ${scheme})` : scheme === theme ? "all" : "not all";
  }
}
