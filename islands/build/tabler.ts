/**
 * The parts of Tabler we use, in words Chrome 109 knows.
 *
 * Tabler 1.6 mixes colours with color-mix(), oklch(from …) and light-dark(), which our oldest
 * browser does not know. We keep base elements, forms and buttons only; where a colour is mixed, our
 * own tokens and forms.css (loaded afterwards) say the colour.
 */
import { transform } from "lightningcss";
import postcss, { type Rule } from "postcss";

const CLASSES = /\.(form-(control|select|check|label|text|floating|range|hint)|input-(group|icon)|btn|visually-hidden|was-validated|is-invalid|is-valid|invalid-feedback)[\w-]*/g;
const ELEMENT = /^(\*|:root|html|body|hr|h[1-6]|p|ol|ul|dl|dt|dd|b|strong|small|mark|sub|sup|a|pre|code|kbd|img|svg|table|caption|thead|tbody|tfoot|tr|td|th|label|button|input|select|optgroup|textarea|fieldset|legend|progress|summary|iframe|output|address|blockquote|abbr|::|\[type|\[role)/;
const UNKNOWN = /color-mix\(|oklch(\(|%28)|light-dark\(|\blch\(|@container/;

/** Returns the CSS of the parts we use, minified for the build target. */
export function neededTabler(all: string): string {
  const root = postcss.parse(all);
  root.walkAtRules((rule) => {
    if (["charset", "font-face", "keyframes", "property", "container", "layer"].includes(rule.name)) rule.remove();
  });
  root.walkRules((rule: Rule) => {
    const kept = rule.selectors.filter(wanted);
    if (kept.length === 0) rule.remove();
    else rule.selectors = kept;
  });
  root.walkDecls((declaration) => {
    if (UNKNOWN.test(declaration.value)) declaration.remove();
  });
  root.walkComments((comment) => {
    comment.remove();
  });
  const target = 109 << 16;
  const made = transform({ filename: "tabler.css", code: Buffer.from(root.toString()), minify: true, targets: { chrome: target } });
  return made.code.toString();
}

function wanted(selector: string): boolean {
  if (selector.includes("[data-bs-theme=dark]") || selector.includes("%")) return false;
  const rest = selector.replace(CLASSES, "");
  if (/[.#]/.test(rest.replace(/\[[^\]]*\]/g, ""))) return false;
  return rest !== selector || ELEMENT.test(selector.trim());
}
