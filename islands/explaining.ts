/** The day of an explanation: choosing one asks for it, in the offcanvas or on the page it stands on. */
const form = (target: EventTarget | null): HTMLFormElement | null =>
  target instanceof Element ? target.closest<HTMLFormElement>("form[data-asof]") : null;

function ask(of: HTMLFormElement): void {
  const fields = new URLSearchParams();
  for (const [key, value] of new FormData(of)) fields.append(key, String(value));
  const link = document.createElement("a");
  link.href = `${of.action}?${fields.toString()}`;
  if (of.closest("dialog")) link.dataset.offcanvas = "";
  of.append(link);
  link.click();
  link.remove();
}

document.addEventListener("change", (event) => {
  const found = form(event.target);
  if (found && (event.target as HTMLInputElement).value) ask(found);
});
document.addEventListener("submit", (event) => {
  const found = form(event.target);
  if (!found) return;
  event.preventDefault();
  ask(found);
});
