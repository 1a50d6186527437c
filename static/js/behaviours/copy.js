// copy: puts a text, or the text of an element, on the clipboard.

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const value = button.dataset.copy;
  const source = value.startsWith("#") ? document.querySelector(value) : null;
  await navigator.clipboard.writeText(source ? source.value ?? source.textContent.trim() : value);
  document.dispatchEvent(new CustomEvent("flash", { detail: { message: document.body.dataset.textCopied, tone: "ok" } }));
});
