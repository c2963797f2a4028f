/** Says two minutes before the session ends by idleness; asking how long is left is not activity. */
import { one } from "./dom";

const ASK_MS = 60000;
const WARN_S = 120;
const url = document.body.dataset.sessionUrl;
const strip = one("[data-session]");
let endsAt = 0;

async function ask(): Promise<void> {
  if (!url) return;
  try {
    const answer = await fetch(url, { credentials: "same-origin", headers: { Accept: "application/json" } });
    if (!answer.ok || answer.redirected) return ended(document.body.dataset.loginUrl ?? "/");
    const { seconds, login } = (await answer.json()) as { seconds: number; login: string };
    if (seconds <= 0) return ended(login);
    endsAt = Date.now() + seconds * 1000;
  } catch {
    return; // no connection: the live strip says so
  }
  tick();
}

function ended(login: string): void {
  if (!strip) return;
  strip.hidden = false;
  strip.replaceChildren("登录已结束，本页未保存的内容仍可复制　");
  const link = document.createElement("a");
  link.href = `${login}?next=${encodeURIComponent(location.pathname + location.search)}`;
  link.textContent = "重新登录";
  strip.append(link);
  window.clearInterval(asking);
  window.clearInterval(ticking);
}

function tick(): void {
  if (!strip || !endsAt) return;
  const left = Math.round((endsAt - Date.now()) / 1000);
  strip.hidden = left > WARN_S;
  const shown = one("[data-left]", strip);
  if (shown) shown.textContent = String(Math.max(0, left));
  if (left < -2) void ask();
}

async function stay(): Promise<void> {
  const headers = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}") as Record<string, string>;
  if (url) await fetch(url, { method: "POST", headers, credentials: "same-origin" });
  await ask();
}

const asking = url ? window.setInterval(() => void ask(), ASK_MS) : 0;
const ticking = url ? window.setInterval(tick, 1000) : 0;
if (url) void ask();
strip?.querySelector("[data-stay]")?.addEventListener("click", () => void stay());
