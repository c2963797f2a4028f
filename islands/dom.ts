/** Finding elements and listening, also for what htmx brings later. */

export function all<T extends Element = HTMLElement>(selector: string, root: ParentNode = document): T[] {
  return [...root.querySelectorAll<T>(selector)];
}

export function one<T extends Element = HTMLElement>(selector: string, root: ParentNode = document): T | null {
  return root.querySelector<T>(selector);
}

/** Calls `act` for each click inside an element that matches, now or later in the page. */
export function onClick(selector: string, act: (found: HTMLElement, event: MouseEvent) => void): void {
  document.addEventListener("click", (event) => {
    const found = event.target instanceof Element ? event.target.closest<HTMLElement>(selector) : null;
    if (found) act(found, event);
  });
}

/** Calls `act` for the page and again for each part htmx brings. */
export function onContent(act: (root: ParentNode) => void): void {
  act(document);
  document.body.addEventListener("htmx:load", (event) => {
    if (event.target instanceof Element && event.target !== document.body) act(event.target);
  });
}

/** A plain click that should stay ours: no new tab, no download. */
export function plain(event: MouseEvent): boolean {
  return event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
}

/** Posts to one of our addresses with the page's token; the answer's body is nobody's concern. */
export async function post(url: string, fields: Record<string, string | string[]>): Promise<boolean> {
  const body = new URLSearchParams();
  for (const [key, value] of Object.entries(fields)) {
    for (const item of Array.isArray(value) ? value : [value]) body.append(key, item);
  }
  const headers = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}") as Record<string, string>;
  const answer = await fetch(url, { method: "POST", body, headers, credentials: "same-origin" });
  return answer.ok;
}

/** Whether keys typed now are text, not commands. */
export function typing(event: KeyboardEvent): boolean {
  if (event.isComposing || event.keyCode === 229) return true;
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !["checkbox", "radio", "button", "submit"].includes(target.type);
}
