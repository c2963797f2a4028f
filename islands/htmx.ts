/** htmx, with its answers treated as ours: refusals are shown, old content dims, lights that change flash. */
import htmx from "htmx.org";
import { all } from "./dom";

type Request = CustomEvent<{ elt: Element; target: Element; xhr: XMLHttpRequest; failed?: boolean }>;
type Swap = CustomEvent<{ target: Element; xhr: XMLHttpRequest; shouldSwap: boolean; isError: boolean }>;

const SLOW_MS = 1000;
const BY_ITSELF = ["live", "load", "revealed", "intersect"];
const timers = new WeakMap<XMLHttpRequest, number>();
let lights = new Map<string, string>();

document.addEventListener("htmx:beforeRequest", (event) => {
  const { target, xhr } = (event as Request).detail;
  timers.set(xhr, window.setTimeout(() => target.classList.add("bw-slow"), SLOW_MS));
});

document.addEventListener("htmx:afterRequest", (event) => {
  const { target, xhr } = (event as Request).detail;
  window.clearTimeout(timers.get(xhr));
  target.classList.remove("bw-slow");
});

/** What a page asks by itself is no sign of life of the person: it does not prolong the session. */
document.addEventListener("htmx:configRequest", (event) => {
  const { headers, triggeringEvent } = (event as CustomEvent<{ headers: Record<string, string>; triggeringEvent?: Event }>).detail;
  if (!triggeringEvent || BY_ITSELF.includes(triggeringEvent.type)) headers["X-Bailiwick-Auto"] = "1";
});

/** A refused act (409) and a form with faults (422) are answers to be read, not errors. */
document.addEventListener("htmx:beforeSwap", (event) => {
  const { detail } = event as Swap;
  if (detail.xhr.status === 409 || detail.xhr.status === 422) {
    detail.shouldSwap = true;
    detail.isError = false;
  }
  lights = lightsIn(detail.target);
});

document.addEventListener("htmx:afterSettle", (event) => {
  if (!(event.target instanceof Element)) return;
  for (const [key, text] of lightsIn(event.target)) {
    const before = lights.get(key);
    if (before === undefined || before === text) continue;
    const [id, index] = key.split("/");
    all(".lv", document.getElementById(id ?? "") ?? undefined)[Number(index)]?.classList.add("bw-changed");
  }
});

document.addEventListener("htmx:responseError", (event) => {
  const { status } = (event as Request).detail.xhr;
  fault(status === 404 ? "内容已不存在，或者不在当前岗位的查看范围内" : `没有完成（${status}），没有保存任何内容`);
});
document.addEventListener("htmx:sendError", () => fault("没有完成：与服务器的连接中断，输入的内容仍在本页"));
document.addEventListener("htmx:timeout", () => fault("没有完成：服务器 30 秒未应答，输入的内容仍在本页"));

/** Shows a failure in the page until the person closes it. Failures are never a toast. */
export function fault(text: string): void {
  document.getElementById("bw-net-fault")?.remove();
  const strip = document.createElement("div");
  strip.id = "bw-net-fault";
  strip.className = "bw-errors bw-net-fault";
  strip.setAttribute("role", "alert");
  const close = document.createElement("button");
  close.type = "button";
  close.className = "bw-linkish";
  close.textContent = "关闭";
  close.addEventListener("click", () => strip.remove());
  strip.append(text, " ", close);
  document.body.append(strip);
}

/** The lights inside an element by place, so that a changed one can be found after a swap. */
function lightsIn(root: Element): Map<string, string> {
  const found = new Map<string, string>();
  for (const holder of [root, ...all("[id]", root)]) {
    if (!holder.id) continue;
    all(".lv", holder).forEach((light, index) => found.set(`${holder.id}/${index}`, light.textContent ?? ""));
  }
  return found;
}

export { htmx };
