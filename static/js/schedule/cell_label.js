// What a column of a row says to who walks there with the keys.

import { columns, grid, lines, nameOf, trackOf } from "./grid.js";
import { message } from "../lib/announce.js";

// The reader's way to write dates, as the server has it; the page's language alone would not tell 24 Nov from Nov 24.
const locale = () => (document.getElementById("said")?.dataset.locale ?? document.documentElement.lang).replace("_", "-");

// `Tue 24 Nov`, or `Tue 24 Nov 09:00` where columns are hours; where they are weeks, their first day.
function columnLabel(column) {
  const { days, from, zoom } = grid().dataset;
  const date = new Date(`${from}T12:00:00Z`);
  if (zoom !== "day") date.setUTCDate(date.getUTCDate() + column * (days / columns()));
  const day = new Intl.DateTimeFormat(locale(), { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" }).format(date);
  return zoom === "day" ? `${day} ${document.querySelectorAll(".schedule-day b")[column]?.textContent ?? ""}` : day;
}

// A week of a year has a colour that tells how full it is; of a row that is not filled in yet nothing is known.
export function cellLabel(row, column, last = column) {
  const track = trackOf(row);
  const values = { who: nameOf(row), when: last > column ? `${columnLabel(column)} – ${columnLabel(last)}` : columnLabel(column) };
  if ("bookRow" in track.dataset) return message("book", values);
  if (grid().dataset.zoom !== "year") return message("late" in row.dataset ? "there" : "free", values);
  const heat = [...track.querySelectorAll(".heat")].find((each) => lines(each).start <= column && column < lines(each).end);
  return message(heat ? "heat" : "week", { ...values, what: heat?.title });
}
