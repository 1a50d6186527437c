// The hours of a day as people type them, and as minutes from its midnight: studio/lib/text/parsing.py has the same.

export const DAY = 1440; // minutes
export const MOST = 6; // intervals a day

const TIME = String.raw`(\d{1,2})(?:[:.h]([0-5]\d)|h)?\s*(?:([ap])\.?m\.?)?`;
const INTERVAL = new RegExp(String.raw`^${TIME}\s*(?:[-\u2010-\u2014\u2212]|to|until)\s*${TIME}$`, "i");

// [[start, end], ...]; one that ends the next day ends after 1440. Null for what is only half typed.
export function parse(text) {
  const found = text.split(/[,;\n]/).map((part) => part.trim()).filter(Boolean).map(interval);
  return found.includes(null) ? null : found.sort((a, b) => a[0] - b[0]);
}

function interval(text) {
  const parts = INTERVAL.exec(text);
  const [start, end] = parts ? [minutes(23, ...parts.slice(1, 4)), minutes(24, ...parts.slice(4, 7))] : [null, null];
  if (start === null || end === null) return null;
  return [start, end % DAY <= start ? (end % DAY) + DAY : end];
}

function minutes(last, hour, minute, half) {
  const [hours, rest] = [Number(hour), Number(minute ?? 0)];
  if (half) return hours < 1 || hours > 12 ? null : ((hours % 12) + (/p/i.test(half) ? 12 : 0)) * 60 + rest;
  return hours > last || (hours === 24 && rest) ? null : hours * 60 + rest;
}

const clock = (minute) => [Math.floor((minute % DAY) / 60), minute % 60].map((part) => String(part).padStart(2, "0")).join(":");

export const words = ({ start, end }) => `${clock(start)}–${clock(end)}`;

export const format = (intervals) => [...intervals].sort((a, b) => a.start - b.start).map(words).join(", ");
