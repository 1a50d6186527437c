// steps: a link to the next window or the one before (data-step) that is pressed while the calendar is on its way leads on
// from where that leads: three presses are three weeks.

let leads = null; // the newest request for the calendar: its address, and how many steps on from there

document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  if (ctx.target?.id !== "schedule") return;
  const { step, stride = "" } = ctx.sourceElement.dataset;
  const before = step && leads;
  leads = { ctx, address: before ? before.address : addressOf(ctx.request), steps: before ? before.steps + Number(step) : 0 };
  if (!before) return;
  ctx.request.action = leads.address;
  ctx.request.body.set("steps", leads.steps);
  if (stride) ctx.request.body.set("stride", stride);
});

function addressOf({ action, body }) {
  const url = new URL(action, location.href);
  for (const name of body.keys()) url.searchParams.delete(name);
  for (const [name, value] of body) url.searchParams.append(name, value);
  return url.pathname + url.search;
}

document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  if (ctx === leads?.ctx) leads = null;
});
