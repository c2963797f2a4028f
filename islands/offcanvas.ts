/**
 * A link with data-offcanvas opens its page at the right, over the list it came from, under its own
 * address: reload, print and copied links show the page itself. On a phone and in a new tab it is a page.
 */
import { all, one, onClick, plain } from "./dom";
import { fault, htmx } from "./htmx";

const WIDE = "(min-width: 768px)";
let opened: HTMLDialogElement | null = null;
let leaving = false; // Esc is heard twice, as a key and as the dialog's own cancel

/** The part of the page keys act on: the topmost dialog, else the main part. */
export function layer(): HTMLElement {
  const dialogs = all<HTMLDialogElement>("dialog[open]");
  return dialogs[dialogs.length - 1] ?? document.getElementById("main") ?? document.body;
}

/** Closes the explanation, back to the address of the list. Returns whether one was open. */
export function closeOffcanvas(): boolean {
  if (!opened) return false;
  if (!leaving) history.back(); // popstate closes it
  leaving = true;
  return true;
}

async function show(url: string): Promise<void> {
  const answer = await fetch(url, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
  const moved = answer.headers.get("HX-Redirect");
  if (moved) return location.assign(moved);
  if (!answer.ok) return fault(answer.status === 404 ? "内容已不存在，或者不在当前岗位的查看范围内" : `没有打开（${answer.status}）`);
  const dialog = opened ?? made();
  dialog.innerHTML = await answer.text();
  if (!one(".bw-oc", dialog)) {
    const frame = document.createElement("section");
    frame.className = "bw-oc";
    frame.append(...dialog.childNodes);
    dialog.append(frame);
  }
  htmx.process(dialog);
  history[opened ? "replaceState" : "pushState"]({ offcanvas: true }, "", url);
  opened = dialog;
  if (!dialog.open) dialog.showModal();
  const title = one("h1, h2", dialog)?.textContent?.trim();
  if (title) dialog.setAttribute("aria-label", title);
}

function made(): HTMLDialogElement {
  const dialog = document.createElement("dialog");
  dialog.className = "bw-over";
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    closeOffcanvas();
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) closeOffcanvas(); // beside the panel
  });
  document.body.append(dialog);
  return dialog;
}

onClick("a[data-offcanvas]", (link, event) => {
  if (!plain(event) || !window.matchMedia(WIDE).matches) return;
  event.preventDefault();
  void show((link as HTMLAnchorElement).href);
});

onClick("[data-close]", (button, event) => {
  if (!opened?.contains(button)) return;
  event.preventDefault();
  closeOffcanvas();
});

window.addEventListener("popstate", () => {
  leaving = false;
  if (!opened) return;
  opened.close();
  opened.remove();
  opened = null;
});
