/** Small menus (details[data-pop]) close when something else is touched, or by Esc. */
import { all } from "./dom";

/** Closes open menus and returns whether there were any; the focus goes back to what opened them. */
export function closePopovers(): boolean {
  const open = all<HTMLDetailsElement>("details[data-pop][open]");
  for (const menu of open) {
    const inside = menu.contains(document.activeElement);
    menu.open = false;
    if (inside) menu.querySelector("summary")?.focus();
  }
  return open.length > 0;
}

document.addEventListener("click", (event) => {
  for (const menu of all<HTMLDetailsElement>("details[data-pop][open]")) {
    if (!(event.target instanceof Node) || !menu.contains(event.target)) menu.open = false;
  }
});
