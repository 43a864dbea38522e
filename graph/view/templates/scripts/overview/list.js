/* The same content as the picture, as a table. */
function relationsInWords(thing) {
  const names = new Map();
  for (const { edge, other, out } of links.get(thing.id)) {
    if (out && edge.type === "reports") continue;
    const key = relation(edge.type, out);
    names.set(key, [...(names.get(key) || []), things.get(other).label]);
  }
  return [...names].flatMap(([key, others], position) => [position ? "；" : "", said(key), " ", told(others.slice(0, 3).join("、")), others.length > 3 ? [" ", said("said.more", { n: others.length - 3 })] : ""]).flat();
}

function fillTable() {
  const bank = (thing) => (thing.type === "bank" ? thing : bankOf(thing));
  const group = (thing) => (bank(thing) ? bank(thing).name : "\uffff");
  const rows = byMentions
    .filter(isOn)
    .sort((a, b) => collator.compare(group(a), group(b)) || TYPES.indexOf(a.type) - TYPES.indexOf(b.type))
    .map((thing) => make("tr", {},
      make("th", { scope: "row" }, make("span", { class: "who" }, glyph(shapeOf(thing)), link(thing))),
      make("td", {}, typeAndKind(thing)),
      make("td", {}, thing.type === "bank" || !bank(thing) ? "–" : told(bank(thing).name)),
      make("td", { class: "wide" }, figure(thing) || relationsInWords(thing)),
      make("td", { class: "num" }, thing.docs.length || "–"),
      make("td", { class: "date" }, thing.date || thing.first_date || "–")));
  const head = ["name", "type", "bank", "relations", "documents", "date"].map((name) => make("th", { scope: "col" }, said(`column.${name}`)));
  $("table").replaceChildren(
    make("table", { class: "tl entries" },
      make("caption", {}, said("map.table_caption", { n: rows.length })),
      make("thead", {}, make("tr", {}, head)),
      make("tbody", {}, rows)));
}

function showTable() {
  $("as-table").setAttribute("aria-pressed", String(state.table));
  $("as-map").setAttribute("aria-pressed", String(!state.table));
  $("table").hidden = !state.table;
  $("total").hidden = $("legend").hidden = state.table;
  if (state.table) fillTable();
  else $("table").replaceChildren();
}
