/** A .bw-drop around a file input takes dropped files and names what was chosen; without it the input works alone. */
import { one } from "./dom";

function place(event: Event): HTMLElement | null {
  return event.target instanceof Element ? event.target.closest<HTMLElement>(".bw-drop") : null;
}

for (const kind of ["dragenter", "dragover"] as const) {
  document.addEventListener(kind, (event) => {
    const found = place(event);
    if (!found) return;
    event.preventDefault();
    found.classList.add("bw-over");
  });
}

document.addEventListener("dragleave", (event) => place(event)?.classList.remove("bw-over"));

document.addEventListener("drop", (event) => {
  const found = place(event);
  const input = found ? one<HTMLInputElement>("input[type=file]", found) : null;
  if (!found || !input || !event.dataTransfer) return;
  event.preventDefault();
  found.classList.remove("bw-over");
  input.files = event.dataTransfer.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
});

document.addEventListener("change", (event) => {
  const found = place(event);
  const names = found ? one("[data-names]", found) : null;
  if (!names || !(event.target instanceof HTMLInputElement)) return;
  names.textContent = [...(event.target.files ?? [])].map((file) => `${file.name}（${size(file.size)}）`).join("　");
});

function size(bytes: number): string {
  return bytes < 1048576 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1048576).toFixed(1)} MB`;
}
