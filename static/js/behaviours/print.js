// print: a button with data-print opens the browser's print dialog; without scripts there is no such button.

for (const button of document.querySelectorAll("[data-print]")) button.hidden = false;

document.addEventListener("click", (event) => event.target.closest("[data-print]") && window.print());
