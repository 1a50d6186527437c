// "Moved. Undo" after a drop; Ctrl-Z does the same. It is the same verb, back to exactly when it was.

import { expectRow, flash, refresh, send } from "../lib/request.js";
import { mayMove } from "./grid.js";
import { announce, message } from "../lib/announce.js";

let last = null;

export function offerUndo(placed) {
  last = placed;
  flash(placed.message, "ok");
  const note = document.querySelector("#flashes .flash");
  if (!note) return;
  const button = Object.assign(document.createElement("button"), { className: "button button-small", type: "button", textContent: message("undo") });
  button.addEventListener("click", () => { note.remove(); undoLast(); });
  note.querySelector("p").after(button);
}

export const canUndo = () => last !== null;

export async function undoLast() {
  if (!last) return;
  const { id, version, undo } = last;
  last = null;
  const settle = expectRow();
  const events = await send("PUT", `${mayMove()}${id}/placement`, { ...undo, version });
  if (!events) return refresh();
  flash(message("undone"), "ok");
  announce(message("undone"));
  settle();
}
