/** <button data-copy="（2026）豫0311执1207号">: one click, one short sentence. */
import { one, onClick } from "./dom";
import { say } from "./toasts";

onClick("[data-copy], [data-copy-from]", (button, event) => {
  event.preventDefault();
  const from = button.dataset.copyFrom;
  const text = from ? (one(from)?.innerText ?? "") : (button.dataset.copy ?? "");
  void copy(text).then((done) => say(done ? `已复制　${shortened(text)}` : "浏览器不允许复制，可选中文字后按 Ctrl+C"));
});

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text); // needs https or localhost
    return true;
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > 40 ? `${line.slice(0, 40)}…` : line;
}
