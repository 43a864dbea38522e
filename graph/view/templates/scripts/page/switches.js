/* The controls that every page has: language, light or dark, print, copy the address. */
const onTheme = [];
const darkQuery = matchMedia("(prefers-color-scheme: dark)");

$("language").addEventListener("click", () => {
  language = language === "en" ? "zh" : "en";
  memory.set("language", language);
  translate();
});
$("theme").addEventListener("click", () => {
  const page = document.documentElement;
  const isDark = page.dataset.theme ? page.dataset.theme === "dark" : darkQuery.matches;
  page.dataset.theme = isDark ? "light" : "dark";
  memory.set("theme", page.dataset.theme);
  for (const change of onTheme) change();
});
// Paper is light, whatever the screen is.
for (const query of [darkQuery, matchMedia("print")]) query.addEventListener("change", () => onTheme.forEach((change) => change()));

/* Old browsers, and some that open pages from a disk, keep the clipboard from scripts but still copy a selection. */
async function copy(text, button) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = make("textarea", { class: "vh", "aria-hidden": "true" });
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  const label = button.firstElementChild;
  if (label.dataset.t === "act.copied") return;
  const key = label.dataset.t;
  label.replaceWith(said("act.copied"));
  setTimeout(() => button.firstElementChild.replaceWith(said(key)), 1600);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if ("print" in button.dataset) print();
  if ("copyLink" in button.dataset) copy(location.href, button);
});
translate();
