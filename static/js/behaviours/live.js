// live: what others do appears here as they do it. docs/decisions/012-one-socket-a-page.md says how the parts work together.

import * as dot from "../live/status.js";
import * as refresh from "../live/refresh.js";
import * as page from "../live/page.js";
import * as presence from "../live/presence.js";
import * as resync from "../live/resync.js";
import * as session from "../live/session.js";
import * as socket from "../live/socket.js";

const WIDE = matchMedia("(width >= 720px)");
const shape = () => (WIDE.matches ? "wide" : "narrow");
const hello = () => ({ view: page.view(), seq: page.seen(), shape: shape() });
let looksAt = "";

function sayHello() {
  looksAt = page.view();
  socket.say(hello());
}

// Back from the background, from no network or from the browser's store of pages: see what was missed.
function wake() {
  if (document.hidden) return;
  if (session.isOver()) return dot.show("out");
  sayHello();
  socket.wake();
  resync.ask();
}

function heard(text) {
  const news = page.newsOf(text);
  page.show(text, news, shape()).then((shown) => {
    if (!news) return presence.arrange();
    resync.greet(true);
    if (!shown) resync.ask();
    if (news.dataset.changed) refresh.fire(news.dataset.changed.split(" "), Number(news.dataset.seq), news.dataset.by);
    resync.judge();
  });
}

if (document.body.dataset.live) {
  socket.start(document.body.dataset.live, {
    opened: () => { resync.greet(false); sayHello(); presence.forget(); presence.tell(); },
    heard,
    failing: resync.poll,
    signedOut: session.end,
  });
  session.start({
    ended: () => { socket.leave(); dot.show("out"); },
    resumed: () => { dot.show("behind"); socket.open(); resync.ask({ anew: true }); refresh.fireAll(); },
  });
  refresh.start(page.seen(), resync.judge);
  presence.start(socket.say);
  document.body.addEventListener("bookingChanged", () => page.hasCalendar() && resync.ask({ since: true }));
  document.addEventListener("htmx:after:swap", () => {
    if (page.fellBehind()) resync.ask({ anew: true });
    if (page.view() !== looksAt) sayHello();
    presence.tell();
    presence.restore();
    dot.restore();
  });
  document.addEventListener("visibilitychange", wake);
  addEventListener("online", wake);
  addEventListener("offline", () => dot.show("offline"));
  addEventListener("pageshow", (event) => event.persisted && wake());
  addEventListener("pagehide", socket.leave);
  WIDE.addEventListener("change", () => { sayHello(); resync.ask({ anew: true }); });
}
