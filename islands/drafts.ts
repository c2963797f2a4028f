/**
 * What is typed into a form with data-draft survives the end of a session: it is kept in this tab
 * (sessionStorage, under the account), put back when the page is opened again, and forgotten once the
 * form has been accepted or somebody else uses the tab. Passwords and files are never kept.
 */
import { all, one } from "./dom";

const PREFIX = "bailiwick-draft";
const account = document.body.dataset.account ?? "";

function keyOf(form: HTMLFormElement): string {
  return `${PREFIX} ${account} ${location.pathname} ${form.dataset.draft ?? ""}`;
}

function fields(form: HTMLFormElement): (HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement)[] {
  return all<HTMLInputElement>("input[name], select[name], textarea[name]", form).filter(
    (field) => !["hidden", "password", "file", "submit"].includes(field.type),
  );
}

function keep(form: HTMLFormElement): void {
  const values = fields(form).map((field) => [
    field.name,
    field.value,
    field instanceof HTMLInputElement && ["checkbox", "radio"].includes(field.type) ? field.checked : null,
  ]);
  sessionStorage.setItem(keyOf(form), JSON.stringify(values));
}

/** Puts a draft back into an untouched form; returns whether anything differed. */
function restore(form: HTMLFormElement): boolean {
  const kept = sessionStorage.getItem(keyOf(form));
  if (!kept || one("[data-errors]", form)) return false; // the server has just given it back itself
  let differs = false;
  for (const [name, value, checked] of JSON.parse(kept) as [string, string, boolean | null][]) {
    for (const field of fields(form).filter((each) => each.name === name)) {
      if (checked === null) {
        differs ||= field.value !== value;
        field.value = value;
      } else if (field.value === value && field instanceof HTMLInputElement) {
        differs ||= field.checked !== checked;
        field.checked = checked;
      }
    }
  }
  return differs;
}

function note(form: HTMLFormElement): void {
  const line = document.createElement("p");
  line.className = "bw-info";
  line.setAttribute("role", "status");
  line.append("已恢复上次未提交的内容　");
  const drop = document.createElement("button");
  drop.type = "button";
  drop.className = "bw-linkish";
  drop.textContent = "放弃";
  drop.addEventListener("click", () => {
    sessionStorage.removeItem(keyOf(form));
    location.reload();
  });
  line.append(drop);
  form.prepend(line);
}

if (account) {
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith(`${PREFIX} `) && !key.startsWith(`${PREFIX} ${account} `)) sessionStorage.removeItem(key);
  }
  // A form that was sent and led to another page was accepted; at its own address it was not (faults,
  // or a login in between). At the login page nobody knows: the draft stays.
  const sent = sessionStorage.getItem(`${PREFIX}-sent`);
  sessionStorage.removeItem(`${PREFIX}-sent`);
  if (sent && !sent.includes(` ${location.pathname} `)) sessionStorage.removeItem(sent);
  for (const form of all<HTMLFormElement>("form[data-draft]")) if (restore(form)) note(form);
}

if (!account) sessionStorage.removeItem(`${PREFIX}-sent`);

document.addEventListener("input", (event) => {
  const form = event.target instanceof Element ? event.target.closest<HTMLFormElement>("form[data-draft]") : null;
  if (form && account) keep(form);
});
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form instanceof HTMLFormElement && "draft" in form.dataset && account) {
    sessionStorage.setItem(`${PREFIX}-sent`, keyOf(form));
  }
});
