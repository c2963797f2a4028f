/**
 * Hints from the server: an element with data-live="case:12 cases" gets the DOM event `live` when one
 * of its topics changes; htmx then fetches it (hx-trigger="live"). A hint carries no content, so a
 * missed one is made good by fetching everything after a reconnection. A page that cannot hear says so.
 */
import { all, one } from "./dom";

type FromWorker = { kind: "state"; up: boolean } | { kind: "hint"; topic: string; id: number } | { kind: "refetch" } | { kind: "bye" };

const DEBOUNCE_MS = 400;
const STALE_MS = 10000;
const waiting = new Map<Element, number>();
let heardAt = new Date();
let wasUp = false;
let staleTimer = 0;

function start(): void {
  const url = document.body.dataset.liveUrl;
  if (!url || !document.body.dataset.account) return;
  const worker = document.body.dataset.liveWorker;
  if (worker && "SharedWorker" in window) throughWorker(worker, url);
  else alone(url);
}

function throughWorker(script: string, url: string): void {
  const shared = new SharedWorker(script, { name: `live-${document.body.dataset.account}` });
  shared.addEventListener("error", () => alone(url), { once: true });
  shared.port.addEventListener("message", ({ data }: MessageEvent<FromWorker>) => receive(data));
  shared.port.start();
  shared.port.postMessage({ kind: "open", url: new URL(url, location.href).href });
  window.addEventListener("pagehide", () => shared.port.postMessage({ kind: "close" }));
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload(); // from the back-forward cache: ask for the present
  });
}

function alone(url: string): void {
  const source = new EventSource(url);
  source.addEventListener("hello", () => receive({ kind: "state", up: true }));
  source.addEventListener("error", () => receive({ kind: "state", up: false }));
  source.addEventListener("refetch", () => receive({ kind: "refetch" }));
  source.addEventListener("hint", (event) => {
    receive({ kind: "hint", ...(JSON.parse((event as MessageEvent<string>).data) as { topic: string; id: number }) });
  });
  source.addEventListener("bye", () => {
    source.close();
    receive({ kind: "bye" });
  });
}

function receive(message: FromWorker): void {
  switch (message.kind) {
    case "state":
      return setUp(message.up);
    case "hint":
      return tell(message.topic, message.id);
    case "refetch":
      return all("[data-live]").forEach(soon);
    case "bye":
      return setUp(false);
  }
}

function setUp(up: boolean): void {
  window.clearTimeout(staleTimer);
  if (up) {
    if (!wasUp && document.documentElement.classList.contains("bw-is-stale")) all("[data-live]").forEach(soon);
    showStale(false);
  } else {
    if (wasUp) heardAt = new Date();
    staleTimer = window.setTimeout(() => showStale(true), STALE_MS);
  }
  wasUp = up;
  document.documentElement.dataset.live = up ? "up" : "down";
}

function showStale(stale: boolean): void {
  const shown = stale && one("[data-live]") !== null;
  document.documentElement.classList.toggle("bw-is-stale", stale);
  const strip = one("[data-stale]");
  const at = one("[data-stale-at]");
  if (at) at.textContent = heardAt.toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit" });
  if (strip) strip.hidden = !shown;
}

function tell(topic: string, id: number): void {
  for (const element of all("[data-live]")) {
    const topics = (element.dataset.live ?? "").split(/\s+/);
    if (topics.some((wanted) => wanted === `${topic}:${id}` || wanted === topic || wanted === `${topic}s`)) soon(element);
  }
}

/** Several hints in a moment are one fetch. */
function soon(element: Element): void {
  if (waiting.has(element)) return;
  const fire = (): void => {
    waiting.delete(element);
    element.dispatchEvent(new CustomEvent("live", { bubbles: false }));
  };
  waiting.set(element, window.setTimeout(fire, DEBOUNCE_MS));
}

start();
