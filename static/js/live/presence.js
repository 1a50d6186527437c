// Who else is here: tells the server which booking this page has open, and arranges the faces it sends.

const MOST = 3; // faces in the topbar; of more, two and how many others
let say = () => false;
const watch = new MutationObserver(() => tell());
const faces = new Map(); // what was last sent, by the list it belongs to: parts of the page are drawn without it
let told = "";

export function start(speak) {
  say = speak;
  observe();
  document.addEventListener("visibilitychange", () => say({ away: document.hidden ? 1 : 0 }));
}

export function forget() {
  told = "";
  if (document.hidden) say({ away: 1 });
}

export function tell() {
  const form = document.querySelector("[data-presence][data-editing]");
  const open = (form ?? document.querySelector("[data-presence]"))?.dataset.presence ?? "";
  const now = `${open} ${form ? "editing" : "viewing"}`;
  if (now === told || (!open && !told)) return;
  for (const id of faces.keys()) if (id !== "presence" && !document.getElementById(id)) faces.delete(id);
  if (say(open ? { open, doing: form ? "editing" : "viewing" } : { open: "" })) told = open ? now : "";
}

// Cards and forms also go away without a swap.
function observe() {
  for (const id of ["panel", "dialog"]) watch.observe(document.getElementById(id), { childList: true });
}

// A part of the page was drawn anew, without faces; or all of it, through the browser's history.
export function restore() {
  observe();
  for (const list of document.querySelectorAll(".presence")) {
    if (!list.childElementCount && faces.has(list.id)) list.innerHTML = faces.get(list.id);
  }
  arrange();
}

// Everybody is sent to everybody: oneself is hidden here, and a crowd becomes a number.
export function arrange() {
  for (const list of document.querySelectorAll(".presence")) {
    for (const more of list.querySelectorAll(".presence-more")) more.remove();
    mirror(list);
    if (list.id && list.childElementCount) faces.set(list.id, list.innerHTML);
    const others = [...list.children].filter((item) => item.dataset.member !== document.body.dataset.me);
    for (const item of list.children) item.hidden = !others.includes(item);
    if (list.id === "presence") crowd(list, others);
    list.hidden = others.length === 0;
  }
  markBars();
}

// Whoever else reads or edits a booking has their face on its bar, and on its card of a phone, in words for screen readers.
function markBars() {
  for (const old of document.querySelectorAll(".bar-faces")) old.remove();
  for (const { dataset: { booking, member }, children } of document.querySelectorAll("#bar-presence > [data-booking]")) {
    if (member === document.body.dataset.me) continue;
    const [face, words] = children;
    for (const link of document.querySelectorAll(`#bar-${booking}, .agenda-card h3 a[href$="${booking}"]`)) {
      const faces = link.querySelector(".bar-faces") ?? Object.assign(document.createElement("span"), { className: "bar-faces" });
      faces.append(face.cloneNode(true), Object.assign(words.cloneNode(true), { textContent: `, ${words.textContent}` }));
      faces.toggleAttribute("data-editing", faces.hasAttribute("data-editing") || words.parentElement.hasAttribute("data-editing"));
      link.append(faces);
    }
  }
}

// A form above its card shows the faces of the card.
function mirror(list) {
  const source = list.dataset.of && document.getElementById(list.dataset.of);
  if (source) list.replaceChildren(...[...source.children].map((item) => item.cloneNode(true)));
}

function crowd(list, others) {
  if (others.length <= MOST) return;
  const left = others.slice(MOST - 1);
  for (const item of left) item.hidden = true;
  const more = Object.assign(document.createElement("li"), { className: "presence-more", title: left.map((item) => item.title).join(", ") });
  const count = Object.assign(document.createElement("span"), { className: "avatar", textContent: `+${left.length}` });
  count.dataset.size = "small";
  count.setAttribute("aria-hidden", "true");
  more.append(count, Object.assign(document.createElement("span"), { className: "presence-words", textContent: more.title }));
  list.append(more);
}
