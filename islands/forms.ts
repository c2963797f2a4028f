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

/** A field with data-for="A B" is asked for only while the form's mode is one of them; typed text shows. */
function asked(form: HTMLFormElement): void {
  const mode = form.querySelector<HTMLSelectElement>("select[name=mode]")?.value;
  if (mode === undefined) return;
  for (const field of all<HTMLInputElement>("[data-for]", form)) {
    const wanted = (field.dataset.for ?? "").split(" ").includes(mode) || field.value !== "";
    field.closest<HTMLElement>(".bw-field")?.toggleAttribute("hidden", !wanted);
  }
}

document.addEventListener("change", (event) => {
  const target = event.target;
  if (target instanceof HTMLSelectElement && target.name === "mode" && target.form) asked(target.form);
});

onContent((root) => {
  for (const field of all<HTMLInputElement>("[data-for]", root)) if (field.form) asked(field.form);
  const faults = all("[data-errors]", root)[0];
  if (faults) faults.focus();
});
