/**
 * Picking rows: boxes named "pick" in a form or section with data-picking. Inside it,
 * [data-picked] is shown while something is picked, [data-picked-count] holds the number,
 * [data-pick-all] picks the page, [data-pick-none] clears, data-with-count="打印选中 {n} 件" names the scope.
 */
import { all, one, onClick, onContent } from "./dom";

function boxes(place: ParentNode): HTMLInputElement[] {
  return all<HTMLInputElement>('input[type=checkbox][name="pick"]', place);
}

function refresh(place: HTMLElement): void {
  const every = boxes(place);
  const picked = every.filter((box) => box.checked);
  for (const box of every) box.closest("tr, .bw-li")?.classList.toggle("bw-pick", box.checked);
  for (const part of all("[data-picked]", place)) part.hidden = picked.length === 0;
  for (const part of all("[data-unpicked]", place)) part.hidden = picked.length > 0;
  for (const part of all("[data-picked-count]", place)) part.textContent = String(picked.length);
  for (const button of all("[data-with-count]", place)) {
    button.textContent = (button.dataset.withCount ?? "").replace("{n}", String(picked.length));
  }
  const whole = one<HTMLInputElement>("[data-pick-all]", place);
  if (whole) {
    whole.checked = picked.length > 0 && picked.length === every.length;
    whole.indeterminate = picked.length > 0 && picked.length < every.length;
  }
}

document.addEventListener("change", (event) => {
  const box = event.target;
  if (!(box instanceof HTMLInputElement)) return;
  const place = box.closest<HTMLElement>("[data-picking]");
  if (!place) return;
  if (box.matches("[data-pick-all]")) for (const each of boxes(place)) each.checked = box.checked;
  if (box.name === "pick" || box.matches("[data-pick-all]")) refresh(place);
});

onClick("[data-pick-none]", (button, event) => {
  const place = button.closest<HTMLElement>("[data-picking]");
  if (!place) return;
  event.preventDefault();
  for (const box of boxes(place)) box.checked = false;
  refresh(place);
});

onContent((root) => {
  for (const place of all("[data-picking]", root)) refresh(place);
  if (root instanceof Element) {
    const around = root.closest<HTMLElement>("[data-picking]");
    if (around) refresh(around);
  }
});

/** Tabs that fetch their part by htmx move their mark themselves. */
onClick(".bw-tabs a[hx-get], .bw-views a[hx-get]", (tab) => {
  for (const other of all("a", tab.parentElement ?? document)) {
    other.removeAttribute("aria-current");
    other.classList.remove("bw-on");
  }
  tab.setAttribute("aria-current", "page");
});
