/**
 * Forms: sent once, with a sign on the button while they wait; the summary of faults takes the focus;
 * a form with data-guard asks before typed text is lost.
 */
import { all, onContent } from "./dom";

const FREE_AGAIN_MS = 8000; // an answer that is a file leaves the page where it was
const changed = new Set<HTMLFormElement>();

function busy(form: HTMLFormElement, submitter: HTMLElement | null): void {
  form.dataset.sending = "";
  const button = submitter ?? form.querySelector<HTMLElement>("[type=submit], button:not([type])");
  button?.classList.add("bw-busy");
  button?.setAttribute("aria-busy", "true");
}

function free(form: HTMLFormElement): void {
  delete form.dataset.sending;
  for (const button of all(".bw-busy", form)) {
    button.classList.remove("bw-busy");
    button.removeAttribute("aria-busy");
  }
}

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.method === "dialog") return;
    if ("sending" in form.dataset) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    changed.delete(form);
    busy(form, event.submitter);
    window.setTimeout(() => free(form), FREE_AGAIN_MS);
  },
  { capture: true },
);

document.addEventListener("htmx:afterRequest", (event) => {
  const form = (event.target as Element | null)?.closest("form");
  if (form) free(form);
});
window.addEventListener("pageshow", () => all<HTMLFormElement>("form").forEach(free));

document.addEventListener("input", (event) => {
  const form = event.target instanceof Element ? event.target.closest<HTMLFormElement>("form[data-guard]") : null;
  if (form) changed.add(form);
});
window.addEventListener("beforeunload", (event) => {
  if ([...changed].some((form) => form.isConnected)) event.preventDefault();
});

onContent((root) => {
  const faults = all("[data-errors]", root)[0];
  if (faults) faults.focus();
});
