// A week drawn over its seven fields. What is typed there is the truth: the drawing is made of it, and a gesture types.

import { DAY, format, MOST, parse, words } from "./intervals.js";

export const STEP = 15; // minutes
const LENGTH = 1425; // the longest: it ends before it begins again
const SHOWN = 30 * 60; // a day, and as much of the night after it

const weeks = new WeakMap(); // element -> Week

export const weekOf = (element) => weeks.get(element?.closest?.("[data-week]"));

// An interval is {day, start, end, element}, in minutes from the midnight its day begins with.
class Week {
  constructor(element) {
    this.element = element;
    this.columns = [...element.querySelectorAll("[data-day-field]")];
    this.fields = this.columns.map((column) => document.getElementById(column.dataset.dayField));
    this.tracks = this.columns.map((column) => column.querySelector(".week-track"));
    this.intervals = [];
    this.fields.forEach((_, day) => this.read(day));
    element.hidden = document.getElementById("week-keys").hidden = false;
  }

  read(day) {
    const typed = parse(this.fields[day].value);
    this.columns[day].toggleAttribute("data-unread", typed === null);
    if (typed === null) return;
    for (const gone of this.of(day)) gone.element.remove();
    this.intervals = this.intervals.filter((each) => each.day !== day);
    for (const [start, end] of typed) this.add(day, start, end);
  }

  of(day) {
    return this.intervals.filter((each) => each.day === day).sort((a, b) => a.start - b.start);
  }

  add(day, start, end) {
    const element = this.element.querySelector("template").content.firstElementChild.cloneNode(true);
    const made = { day, start, end, element };
    this.intervals.push(made);
    this.draw(made);
    return made;
  }

  remove(interval) {
    interval.element.remove();
    this.intervals = this.intervals.filter((each) => each !== interval);
  }

  with(element) {
    return this.intervals.find((each) => each.element === element);
  }

  // Whether it can stand there: as long as an interval may be, and over no other, of the night before either.
  fits({ day, start, end }, self = null) {
    if (day < 0 || day > 6 || start < 0 || start >= DAY || end - start < STEP || end - start > LENGTH) return false;
    const others = this.intervals.filter((each) => each !== self);
    if (others.filter((each) => each.day === day).length >= MOST) return false;
    const from = day * DAY;
    return others.every((each) => each.day * DAY + each.end <= from + start || each.day * DAY + each.start >= from + end);
  }

  // Goes where it can stand; says whether it could.
  place(interval, change) {
    const there = { day: interval.day, start: interval.start, end: interval.end, ...change };
    if (!this.fits(there, interval)) return false;
    Object.assign(interval, there);
    this.draw(interval);
    return true;
  }

  draw(interval) {
    const { day, start, end, element } = interval;
    if (element.parentElement !== this.tracks[day]) this.tracks[day].append(element);
    element.style.setProperty("--from", start);
    element.style.setProperty("--to", end);
    element.querySelector("span").textContent = words(interval);
    element.ariaLabel = this.words(interval);
    const reach = Math.max(SHOWN, ...this.intervals.map((each) => Math.ceil(each.end / 60) * 60));
    this.element.style.setProperty("--reach", reach);
  }

  words(interval) {
    return `${this.columns[interval.day].dataset.name} ${words(interval)}`;
  }

  // Types what is drawn.
  write(...days) {
    for (const day of new Set(days)) {
      const field = this.fields[day];
      field.value = format(this.of(day));
      this.writing = true;
      for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));
      this.writing = false;
      delete this.columns[day].dataset.unread;
    }
  }

  copy(from, to) {
    for (const day of to.filter((each) => each !== from)) {
      for (const gone of this.of(day)) this.remove(gone);
      for (const { start, end } of this.of(from)) this.add(day, start, end);
      this.write(day);
    }
  }

  // Where a pointer is: the nearest day, and the minute.
  at(x, y) {
    const boxes = this.tracks.map((track) => track.getBoundingClientRect());
    const far = boxes.map((box) => Math.max(box.left - x, x - box.right, 0));
    const box = boxes[0];
    return { day: far.indexOf(Math.min(...far)), minute: ((y - box.top) / box.height) * Number(this.element.style.getPropertyValue("--reach")) };
  }
}

export function drawAll() {
  for (const element of document.querySelectorAll("[data-week]")) if (!weeks.has(element)) weeks.set(element, new Week(element));
}

document.addEventListener("input", ({ target }) => {
  for (const element of document.querySelectorAll("[data-week]")) {
    const week = weeks.get(element);
    const day = week?.fields.indexOf(target) ?? -1;
    if (day >= 0 && !week.writing) week.read(day);
  }
});
