/**
 * One stream of hints for all tabs of this browser: HTTP/1.1 allows six connections a host.
 *
 * Messages to the tabs: {kind: "state", up}, {kind: "hint", topic, id}, {kind: "refetch"}, {kind: "bye"}.
 * Messages from a tab: {kind: "open", url} and {kind: "close"}.
 */
type ToTab = { kind: "state"; up: boolean } | { kind: "hint"; topic: string; id: number } | { kind: "refetch" } | { kind: "bye" };

const RETRY_MS = [1000, 2000, 5000, 10000, 30000];
const tabs = new Set<MessagePort>();
let stream: EventSource | null = null;
let up = false;
let failures = 0;
let timer = 0;

function tell(message: ToTab): void {
  for (const tab of tabs) tab.postMessage(message);
}

function open(url: string): void {
  if (stream) return;
  const source = new EventSource(url);
  stream = source;
  source.addEventListener("hello", () => {
    up = true;
    failures = 0;
    tell({ kind: "state", up });
  });
  source.addEventListener("hint", (event) => {
    const { topic, id } = JSON.parse((event as MessageEvent<string>).data) as { topic: string; id: number };
    tell({ kind: "hint", topic, id });
  });
  source.addEventListener("refetch", () => tell({ kind: "refetch" }));
  source.addEventListener("bye", () => {
    close();
    tell({ kind: "bye" });
  });
  source.addEventListener("error", () => {
    up = false;
    tell({ kind: "state", up });
    if (source.readyState !== EventSource.CLOSED) return; // the browser retries by itself
    close();
    const wait = RETRY_MS[Math.min(failures++, RETRY_MS.length - 1)] ?? 30000;
    timer = self.setTimeout(() => tabs.size > 0 && open(url), wait);
  });
}

function close(): void {
  stream?.close();
  stream = null;
  up = false;
  self.clearTimeout(timer);
}

self.addEventListener("connect", (event) => {
  const tab = (event as MessageEvent).ports[0];
  if (!tab) return;
  tabs.add(tab);
  tab.addEventListener("message", ({ data }: MessageEvent<{ kind: string; url: string }>) => {
    if (data.kind === "open") {
      open(data.url);
      tab.postMessage({ kind: "state", up } satisfies ToTab);
    } else {
      tabs.delete(tab);
      if (tabs.size === 0) close();
    }
  });
  tab.start();
});
