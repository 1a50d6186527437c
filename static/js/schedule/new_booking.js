// The booking form of a row and some of its slots.

import { getFragment } from "../lib/request.js";
import { load } from "../lib/loading.js";
import { byArtist, grid, here, mayMove, perColumn, rowOf, slots } from "./grid.js";

export const query = (track, starts, ends) => ({ artist_id: rowOf(track).dataset.artist, starts, ends });

// Days are dates to the page; of anything finer the server knows the time.
export async function openBookingForm(track, start, end) {
  const fine = start % perColumn() || end % perColumn() || grid().dataset.zoom === "day";
  const asked = fine && byArtist() ? await getFragment(`${mayMove()}landing?${new URLSearchParams({ ...here(), ...query(track, start, end) })}`) : null;
  const address = asked?.dataset.address ?? dates(track, start, end);
  load(address, document.getElementById("dialog"));
}

function dates(track, start, end) {
  const url = new URL(track.dataset.bookRow, location.href);
  url.searchParams.set("starts_on", dateAt(start));
  url.searchParams.set("ends_on", dateAt(end - 1));
  return url.pathname + url.search;
}

// Noon, so that no clock change can move the date. A column may be an hour of one day.
function dateAt(slot) {
  const { from, days } = grid().dataset;
  const date = new Date(`${from}T12:00:00Z`);
  date.setUTCDate(date.getUTCDate() + Math.floor((slot * Number(days)) / slots()));
  return date.toISOString().slice(0, 10);
}
