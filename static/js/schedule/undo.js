// "Moved. Undo" after a drop; Ctrl-Z does the same. It is the same verb, back to exactly when it was; a time block has
// an address of its own for it.

import { expectRow, flash, refresh, send } from "../lib/request.js";
import { mayMove } from "./grid.js";
import { announce, message } from "../lib/announce.js";

let last = null;
let drops = Promise.resolve(); // those under way: what they come to can be undone
let underWay = 0;

// A drop is on its way; what this gives is called when it is answered.
export function waitForUndo() {
  let over;
  const mine = new Promise((resolve) => { over = resolve; });
  drops = Promise.all([drops, mine]);
  underWay += 1;
  return () => {
    underWay -= 1;
    over();
  };
}

export function offerUndo(placed) {
  last = placed;
  flash(placed.message, "ok");
  const note = document.querySelector("#flashes .flash");
  if (!note) return;
  const button = Object.assign(document.createElement("button"), { className: "button button-small", type: "button", textContent: message("undo") });
  button.addEventListener("click", () => { note.remove(); undoLast(); });
  note.querySelector("p").after(button);
}

export const canUndo = () => last !== null || underWay > 0;

export async function undoLast() {
  await drops;
  if (!last) return;
  const mine = last;
  const { id, version, undo, address = `${mayMove()}${id}/placement` } = mine;
  last = null;
  const settle = expectRow();
  const events = await send("PUT", address, { ...undo, version });
  if (!events) {
    last ??= mine; // to be tried again
    return refresh();
  }
  flash(events.placed.message, "ok");
  announce(events.placed.message);
  settle();
}
