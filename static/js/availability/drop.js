// Sends where a block was put down, and tells what came of it: aloud, and in a toast that takes it back.

import { expectRow, send } from "../lib/request.js";
import { announce } from "../lib/announce.js";
import { offerUndo, waitForUndo } from "../schedule/undo.js";

// False when it was refused: why is on the page then.
export async function putDown(address, values, version) {
  const settle = expectRow();
  const done = waitForUndo();
  const events = await send("PUT", address, { ...values, version });
  if (events) {
    offerUndo({ ...events.placed, address });
    announce(events.placed.message);
  }
  done();
  settle();
  return Boolean(events);
}
