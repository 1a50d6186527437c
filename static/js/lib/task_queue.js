// One thing after the other: what is done to a booking while something is under way waits for it, and sees what came of it.

const last = new Map(); // name -> what is under way, or was

export function inTurn(name, task) {
  const before = last.get(name) ?? Promise.resolve();
  const mine = before.then(task, task);
  last.set(name, mine);
  const forget = () => last.get(name) === mine && last.delete(name);
  mine.then(forget, forget);
  return mine;
}
