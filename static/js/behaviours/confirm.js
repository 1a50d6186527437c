// confirm: asks in a dialog of our own before hx-confirm requests and before forms and links with data-confirm.

export function ask(question, yes) {
  const dialog = document.getElementById("confirm-template").content.firstElementChild.cloneNode(true);
  dialog.querySelector("[data-question]").textContent = question;
  const button = dialog.querySelector("[value=yes]");
  if (yes) button.textContent = yes;
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
  });
}

document.addEventListener("htmx:confirm", async (event) => {
  const { ctx, issueRequest, dropRequest } = event.detail;
  event.preventDefault();
  if (await ask(ctx.confirm, ctx.sourceElement.dataset.confirmYes)) issueRequest();
  else {
    dropRequest();
    ctx.sourceElement.closest("form[data-saves]")?.reset();
  }
});

const answered = new WeakSet();

async function askFirst(event, element, go) {
  if (!element || answered.delete(element)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!(await ask(element.dataset.confirm, element.dataset.confirmYes))) return;
  answered.add(element);
  go(element);
}

document.addEventListener("submit", (event) => {
  const { submitter } = event;
  askFirst(event, event.target.closest("form[data-confirm]"), (form) => form.requestSubmit(submitter));
}, true);

document.addEventListener("click", (event) => {
  askFirst(event, event.target.closest("a[data-confirm]"), (link) => link.click());
}, true);
