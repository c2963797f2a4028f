/** <button data-print> prints the page; data-print="picked" prints only the rows that are picked. */
import { onClick } from "./dom";

onClick("button[data-print]", (button) => {
  const picked = button.dataset.print === "picked";
  document.body.classList.toggle("bw-print-picked", picked);
  window.print();
});
window.addEventListener("afterprint", () => document.body.classList.remove("bw-print-picked"));
