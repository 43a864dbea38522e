/* What the reader chooses: a thing, types, map or table, light or dark. The address keeps the thing. */

function select(id, travel) {
  state.selected = things.has(id) || bonds.has(id) ? id : null;
  const thing = things.get(state.selected);
  if (thing && thing.home && !thing.shown && !state.opened.has(thing.home) && state.types.has(thing.type)) state.opened.add(thing.home);
  refresh();
  if (thing) showThing(thing);
  else if (state.selected) showBond(bonds.get(state.selected));
  else showWelcome();
  if (travel && thing) {
    goTo(thing.id);
    $("pane").focus({ preventScroll: true });
    if (narrow()) scrollTo(0, 0);
  }
  const hash = thing ? address(thing.id) : "";
  if (hash !== location.hash) history.pushState(null, "", hash || "#");
}

/* A lone surrogate in an id has no form in an address. */
function address(id) {
  try {
    return `#${encodeURIComponent(id)}`;
  } catch {
    return "";
  }
}

function fromAddress() {
  let id = "";
  try {
    id = decodeURIComponent(location.hash.slice(1));
  } catch {
    id = "";
  }
  select(things.has(id) ? id : null, true);
}

function toggleType(type) {
  if (!state.types.delete(type)) state.types.add(type);
  document.querySelector(`[data-type="${CSS.escape(type)}"]`).setAttribute("aria-pressed", String(state.types.has(type)));
  keeping(middleBank(), refresh);
  if (!$("table").hidden) fillTable();
}

/* ---------- the same content as a table ---------- */
function fillTable() {
  const order = Object.keys(words.types);
  const group = (thing) => (thing.type === "bank" ? thing.name : bankName(thing) || "\uffff");
  const rows = byMentions
    .filter((thing) => state.types.has(thing.type))
    .sort((a, b) => group(a).localeCompare(group(b), "zh") || order.indexOf(a.type) - order.indexOf(b.type))
    .map((thing) => make("tr", {},
      make("th", { scope: "row" }, make("span", { class: "who" }, glyph(thing.type), link(thing))),
      make("td", {}, typeAndKind(thing)),
      make("td", {}, thing.type === "bank" ? "" : bankName(thing) || "–"),
      make("td", { class: "wide" }, figure(thing) || relationsInWords(thing)),
      make("td", { class: "num" }, thing.documents || "–"),
      make("td", { class: "date" }, thing.date || thing.first_date || "–")));
  const head = ["名称", "类型", "银行", "关系", "文档", "日期"].map((name) => make("th", { scope: "col" }, name));
  $("table").replaceChildren(
    make("table", { class: "tl" },
      make("caption", {}, `${rows.length} 项。上面选类型；点名称看原文。`),
      make("thead", {}, make("tr", {}, ...head)),
      make("tbody", {}, rows)));
}

function relationsInWords(thing) {
  const names = new Map();
  for (const { edge, other, out } of links.get(thing.id)) {
    if (out && edge.type === "reports") continue;
    const name = relationName(edge.type, out);
    names.set(name, [...(names.get(name) || []), things.get(other).label]);
  }
  return [...names].map(([name, others]) => `${name} ${others.slice(0, 3).join("、")}${others.length > 3 ? ` 等 ${others.length} 项` : ""}`).join("；");
}

function showView(table) {
  $("as-table").setAttribute("aria-pressed", String(table));
  $("as-map").setAttribute("aria-pressed", String(!table));
  $("table").hidden = !table;
  if (table) fillTable();
  else $("table").replaceChildren();
}

/* ---------- controls ---------- */
for (const button of document.querySelectorAll("[data-type]")) button.addEventListener("click", () => toggleType(button.dataset.type));
$("as-map").addEventListener("click", () => showView(false));
$("as-table").addEventListener("click", () => showView(true));
$("reset").addEventListener("click", () => {
  state.opened.clear();
  keeping(middleBank(), refresh);
});
$("zoom-in").addEventListener("click", () => zoom(1.3));
$("zoom-out").addEventListener("click", () => zoom(1 / 1.3));
$("zoom-fit").addEventListener("click", fit);
document.querySelector(".brand").addEventListener("click", (event) => {
  event.preventDefault();
  select(null);
  fit();
});
const darkQuery = matchMedia("(prefers-color-scheme: dark)");
function repaint() {
  readPaint();
  refresh();
}
$("theme").addEventListener("click", () => {
  const root = document.documentElement;
  const isDark = root.dataset.theme ? root.dataset.theme === "dark" : darkQuery.matches;
  root.dataset.theme = isDark ? "light" : "dark";
  repaint();
});
darkQuery.addEventListener("change", repaint);
addEventListener("popstate", fromAddress);

const apart = byMentions.filter((thing) => thing.x == null && thing.type !== "metric").length;
if (apart) $("apart").append(make("button", { class: "to", onclick: () => showView(true) }, `另有 ${apart} 项不在图中，见表`));
else $("apart").remove();

refresh();
start();
if (location.hash.length > 1) fromAddress();
else showWelcome();
