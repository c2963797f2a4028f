/**
 * <bw-toasts>: one sentence after an act, bottom left, 6 seconds, 9 with 撤销. One at a time, never a fault.
 * Sentences come with the page, or by the event `toast` that an htmx answer triggers: {text, undo}.
 */
type Said = CustomEvent<{ text?: string; undo?: string; value?: string }>;

export class Toasts extends HTMLElement {
  private timer = 0;

  connectedCallback(): void {
    document.body.addEventListener("toast", this.hear);
    this.next();
  }

  disconnectedCallback(): void {
    document.body.removeEventListener("toast", this.hear);
    window.clearInterval(this.timer);
  }

  say(text: string, undo = ""): void {
    const toast = document.createElement("div");
    toast.className = "bw-toast";
    toast.dataset.seconds = undo ? "9" : "6";
    const words = document.createElement("span");
    words.textContent = text;
    toast.append(words);
    if (undo) toast.append(undoForm(undo));
    this.replaceChildren(toast);
    this.next();
  }

  private readonly hear = (event: Event): void => {
    const { text, undo, value } = (event as Said).detail;
    this.say(text ?? value ?? "", undo ?? "");
  };

  private next(): void {
    window.clearInterval(this.timer);
    const toast = this.firstElementChild;
    if (!(toast instanceof HTMLElement)) return;
    let left = Number(toast.dataset.seconds ?? "6");
    this.timer = window.setInterval(() => {
      if (this.matches(":hover, :focus-within")) return; // time to read and to reach 撤销
      left -= 1;
      const shown = toast.querySelector("[data-left]");
      if (shown) shown.textContent = String(left);
      if (left > 0) return;
      toast.remove();
      this.next();
    }, 1000);
  }
}

function undoForm(url: string): HTMLFormElement {
  const form = document.createElement("form");
  form.method = "post";
  form.action = url;
  const headers = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}") as Record<string, string>;
  const token = document.createElement("input");
  token.type = "hidden";
  token.name = "csrfmiddlewaretoken";
  token.value = headers["X-CSRFToken"] ?? "";
  const button = document.createElement("button");
  button.type = "submit";
  const left = document.createElement("span");
  left.dataset.left = "";
  left.textContent = "9";
  button.append("撤销（", left, " 秒）");
  form.append(token, button);
  return form;
}

/** Says a sentence in the page's toast. */
export function say(text: string): void {
  document.querySelector<Toasts>("bw-toasts")?.say(text);
}

customElements.define("bw-toasts", Toasts);
