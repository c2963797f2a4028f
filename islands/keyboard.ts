/**
 * Keys of the internal pages: / j k Enter w x Ctrl+Enter Esc ?. Off in fields, during composition of
 * Chinese, and altogether for those who switched them off (data-keys="off" on body; WCAG 2.1.4).
 * A row is a table row, a .bw-li or a .bw-sl with a link; its first link opens it.
 */
import { all, one, onClick, plain, typing } from "./dom";
import { closeOffcanvas, layer } from "./offcanvas";
import { closePopovers } from "./popovers";

const ROWS = "[data-row], .bw-t tbody tr, .bw-li, .bw-sl";
const CURRENT = "bw-cur";

function rows(): HTMLElement[] {
  return all(ROWS, layer()).filter((row) => row.offsetParent !== null && opener(row) !== null);
}

function opener(row: HTMLElement): HTMLElement | null {
  return one("[data-open]", row) ?? one("a[href]:not(.lv):not([data-why])", row) ?? one("a[href]", row);
}

function current(): HTMLElement | null {
  return one(`.${CURRENT}`, layer());
}

function move(step: number): void {
  const found = rows();
  if (found.length === 0) return;
  const marked = current();
  const at = marked ? found.indexOf(marked) : -1;
  const next = found[Math.max(0, Math.min(found.length - 1, at + step))] ?? found[0];
  if (!next) return;
  marked?.classList.remove(CURRENT);
  next.classList.add(CURRENT);
  next.scrollIntoView({ block: "nearest" });
  opener(next)?.focus({ preventScroll: true });
}

function why(): void {
  const place: ParentNode = current() ?? layer();
  (one("[data-why]", place) ?? one('a[href*="/why/"]', place))?.click();
}

/** The help sheet: the keys page in a dialog. */
async function help(url: string): Promise<void> {
  const open = one<HTMLDialogElement>("dialog.bw-sheet[open]");
  if (open) return open.close();
  const answer = await fetch(url, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
  if (!answer.ok) return;
  const dialog = document.createElement("dialog");
  dialog.className = "bw-sheet";
  dialog.setAttribute("aria-label", "快捷键");
  dialog.innerHTML = await answer.text();
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

function escape(): void {
  if (closePopovers()) return;
  if (location.hash === "#menu") return void (location.hash = "main");
  closeOffcanvas();
}

const COMMANDS: Record<string, () => void> = {
  "/": () => one<HTMLInputElement>("#find, [data-find]")?.focus(),
  j: () => move(1),
  k: () => move(-1),
  w: why,
  x: () => one<HTMLInputElement>("input[type=checkbox]", current() ?? document.createElement("i"))?.click(),
  Enter: () => {
    const row = current();
    if (row) opener(row)?.click();
  },
  "?": () => one<HTMLAnchorElement>("[data-keys-help]")?.click(),
};

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    const form = (event.target as HTMLElement).closest("form") ?? one<HTMLFormElement>("form[data-main]", layer());
    if (form) {
      event.preventDefault();
      form.requestSubmit();
    }
    return;
  }
  if (event.key === "Escape") return escape();
  if (document.body.dataset.keys === "off" || event.ctrlKey || event.metaKey || event.altKey || typing(event)) return;
  const onControl = event.target instanceof Element && event.target.closest("a, button, summary, input, select") !== null;
  if (event.key === "Enter" && onControl) return; // the browser's own Enter
  const command = COMMANDS[event.key];
  if (!command) return;
  event.preventDefault();
  command();
});

onClick("[data-keys-help]", (link, event) => {
  if (!plain(event) || window.innerWidth < 768) return;
  event.preventDefault();
  void help((link as HTMLAnchorElement).href);
});

document.addEventListener("focusin", (event) => {
  const row = event.target instanceof Element ? event.target.closest<HTMLElement>(ROWS) : null;
  if (!row || row.classList.contains(CURRENT)) return;
  current()?.classList.remove(CURRENT);
  row.classList.add(CURRENT);
});
