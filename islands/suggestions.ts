/** Arrow keys in the search box walk the suggestions htmx brings (links with role=option). */
import { all, one } from "./dom";

const input = one<HTMLInputElement>("#find[role=combobox]");
const list = document.getElementById("suggestions");

if (input && list) {
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const options = all("a", list);
    const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      select(options, (at + (event.key === "ArrowDown" ? 1 : -1) + options.length) % Math.max(1, options.length));
    } else if (event.key === "Enter" && at >= 0) {
      event.preventDefault();
      options[at]?.click();
    } else if (event.key === "Escape") {
      list.replaceChildren();
      input.blur();
    }
  });
  list.addEventListener("htmx:afterSettle", () => input.setAttribute("aria-expanded", String(list.childElementCount > 0)));
}

function select(options: HTMLElement[], at: number): void {
  options.forEach((option, index) => {
    option.id ||= `suggestion-${index}`;
    option.setAttribute("aria-selected", String(index === at));
    if (index === at) {
      option.scrollIntoView({ block: "nearest" });
      input?.setAttribute("aria-activedescendant", option.id);
    }
  });
}
