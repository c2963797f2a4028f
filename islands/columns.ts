/**
 * Columns and density of a table, kept on the account. <fieldset data-columns="case_list"> holds boxes
 * named "column"; cells name their column by data-col. <button data-density="compact"> sets the row height.
 */
import { all, onClick, onContent, post } from "./dom";

const SAVE = "/preferences/set";

function apply(chooser: HTMLElement): void {
  for (const box of all<HTMLInputElement>('input[name="column"]', chooser)) {
    for (const cell of all(`[data-col="${CSS.escape(box.value)}"]`)) cell.hidden = !box.checked;
  }
}

document.addEventListener("change", (event) => {
  const box = event.target;
  const chooser = box instanceof Element ? box.closest<HTMLElement>("[data-columns]") : null;
  if (!chooser || !(box instanceof HTMLInputElement) || box.name !== "column") return;
  apply(chooser);
  const chosen = all<HTMLInputElement>('input[name="column"]:checked', chooser).map((each) => each.value);
  void post(SAVE, { table: chooser.dataset.columns ?? "", column: chosen });
});

onContent(() => all("[data-columns]").forEach(apply));

onClick("button[data-density]", (button) => {
  const density = button.dataset.density ?? "compact";
  for (const name of ["compact", "standard"]) document.body.classList.toggle(`bw-density-${name}`, name === density);
  for (const other of all("button[data-density]")) other.setAttribute("aria-pressed", String(other === button));
  void post(SAVE, { density });
});
