/* The panel beside the map: one thing with its relations, numbers and the sentences that say so. */
const FIRST_QUOTES = 3;
const FIRST_ROWS = 40;
let quotes = null;

/* Quotes lie in a file of their own, which is read after the picture stands. */
function readQuotes() {
  return load("data/quotes.js", "quotes").then((found) => {
    if (quotes) return false;
    quotes = found;
    found.nodes.forEach((numbers, position) => (atlas.nodes[position].quotes = numbers));
    found.edges.forEach((numbers, position) => (atlas.edges[position].quotes = numbers));
    return true;
  });
}

/* A quote by its number, with the mentions and values of some things marked. */
function quoteOf(number, ids) {
  const [document_, start, end, text, marks] = quotes.quotes[number];
  const [name, href] = quotes.documents[document_];
  const wanted = [];
  for (let at = 0; at < marks.length; at += 3) if (ids.has(atlas.nodes[marks[at + 2]].id)) wanted.push(marks.slice(at, at + 2));
  wanted.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
  const pieces = [];
  let at = 0;
  for (const [from, to] of wanted) {
    if (from < at) continue;
    pieces.push([text.slice(at, from), false], [text.slice(from, to), true]);
    at = to;
  }
  pieces.push([text.slice(at), false]);
  return { pieces: pieces.filter(([part]) => part), document: name, first: start + 1, last: end, href: `${href}#${start}-${end}` };
}

const quotesFor = (numbers, ids) => (quotes ? numbers.map((one) => quoteOf(one, new Set(ids))) : []);
const link = (thing, text) => make("button", { class: "to", lang: "zh-CN", onclick: () => select(thing.id, true) }, text || cut(thing.name, 120));

function section(key, count, aside, ...content) {
  return make("section", {}, make("h2", {}, said(key), make("span", { class: "count" }, count), make("span", { class: "by" }, aside || "")), ...content);
}

/* The first of many, and a button for the rest. */
function folded(items, most, render) {
  const box = make("div", { class: "rows" }, items.slice(0, most).map(render));
  if (items.length > most) {
    const more = make("button", { class: "to rest", onclick: () => more.replaceWith(...items.slice(most).map(render)) }, said("map.fold", { n: items.length - most }));
    box.append(more);
  }
  return box;
}

function evidenceSection(thing, own) {
  const numbers = [...new Set([...thing.quotes, ...own.flatMap(({ edge }) => edge.quotes)])].sort((a, b) => a - b);
  if (!numbers.length || !quotes) return null;
  const documents = new Set(numbers.map((one) => quotes.quotes[one][0])).size;
  const found = quotesFor(numbers, [thing.id]).sort((a, b) => Number(!b.pieces.some(([, isMark]) => isMark)) * -1 + Number(!a.pieces.some(([, isMark]) => isMark)));
  return section("panel.evidence", said("quote.places", { n: numbers.length }), said("panel.of_documents", { n: documents }), folded(found, FIRST_QUOTES, quotation));
}

function metricSection(own) {
  const rows = own
    .filter(({ edge, out }) => out && edge.type === "reports")
    .map(({ edge, other }) => ({ edge, metric: things.get(other) }))
    .sort((a, b) => (b.metric.date || "").localeCompare(a.metric.date || "") || collator.compare(a.metric.name, b.metric.name));
  if (!rows.length) return null;
  const undated = rows.filter(({ metric }) => !metric.date).length;
  const aside = !undated ? "" : undated === rows.length ? said("panel.all_undated") : said("panel.some_undated", { n: undated });
  return section("panel.metrics", rows.length, aside, folded(rows, FIRST_ROWS, ({ edge, metric }) => {
    const row = make("div", { class: "row metric-row" });
    row.append(link(metric), figure(metric) || "", make("span", { class: "date" }, metric.date || said("said.undated")), proof(quotesFor(edge.quotes, [metric.id]), () => row));
    return row;
  }));
}

function relationSection(thing, own) {
  const groups = new Map();
  for (const item of own) {
    if (item.out && item.edge.type === "reports") continue;
    const key = relation(item.edge.type, item.out);
    groups.set(key, [...(groups.get(key) || []), item]);
  }
  if (!groups.size) return null;
  const order = [...groups].sort((a, b) => b[1].length - a[1].length);
  const blocks = order.map(([key, items]) => {
    items.sort((a, b) => b.edge.weight - a.edge.weight || (a.other < b.other ? -1 : 1));
    return make("div", { class: "relation" }, make("h3", {}, said(key), make("span", { class: "count" }, items.length)), folded(items, FIRST_ROWS, ({ edge, other }) => {
      const neighbour = things.get(other);
      const row = make("div", { class: "row" });
      const kind = neighbour.kind ? make("span", { class: "kind" }, worded(`kind.${neighbour.type}`, neighbour.kind)) : "";
      row.append(make("span", { class: "who" }, glyph(shapeOf(neighbour)), link(neighbour), kind), proof(quotesFor(edge.quotes, [thing.id, other]), () => row));
      return row;
    }));
  });
  return section("panel.relation", order.reduce((sum, [, items]) => sum + items.length, 0), "", ...blocks);
}

function facts(thing) {
  const list = make("dl", { class: "facts" });
  const add = (key, ...values) => list.append(make("dt", {}, said(key)), make("dd", {}, ...values));
  const bank = thing.type !== "bank" && bankOf(thing);
  if (bank) add("panel.bank", link(bank));
  const region = [...new Set([thing.province, thing.city].filter(Boolean))].join(" ");
  if (region) add("panel.region", told(region));
  if (things.has(thing.about)) add("panel.about", link(things.get(thing.about)));
  if (thing.aliases) add("panel.aliases", told(cut(thing.aliases.join("、"), 400)));
  if (thing.stages) add("panel.stages", ...separated(thing.stages.map((stage) => worded("stage", stage))));
  if (thing.themes) add("panel.themes", ...separated(thing.themes.map((theme) => worded("theme", theme))));
  if (thing.value != null) add("panel.value", figure(thing));
  if (thing.type === "metric") add("panel.date", thing.date || said("said.undated"));
  else if (thing.first_date) add("panel.first_date", thing.first_date);
  if (thing.docs.length) add("panel.documents", said("panel.of_documents", { n: thing.docs.length }));
  return list;
}

function twinNote(thing) {
  const others = twins(thing);
  if (!others.length) return null;
  const names = others.slice(0, 12).map((other) => (bankOf(other) ? link(other, bankOf(other).name) : make("button", { class: "to", onclick: () => select(other.id, true) }, said("panel.no_bank"))));
  return make("p", { class: "note" }, make("span", { class: "ne", "aria-hidden": "true" }, "≠"), make("span", {}, said("panel.twins"), separated(names)));
}

function actions(thing) {
  const row = make("div", { class: "acts" });
  const act = (key, onclick, values) => row.append(make("button", { class: "to", onclick }, said(key, values)));
  if (thing.href) row.append(make("a", { href: thing.href }, said(thing.type === "bank" ? "panel.page" : "panel.place")));
  if (onDemand.has(thing.type) && !state.types.has(thing.type)) act("panel.show_type", () => {
    state.types.add(thing.type);
    showState();
  }, { what: wording("type", thing.type) });
  if (thing.type === "bank" && rest.has(thing.id) && canOpen(thing)) act(state.opened.has(thing.id) ? "panel.shut" : "panel.open", () => toggleFan(thing.id));
  else if (thing.type !== "bank" && links.get(thing.id).some(({ other }) => !shapes.has(other) && things.get(other).x != null)) act("panel.neighbours", () => expand(thing));
  act("panel.start", () => startPath(thing.id));
  row.append(make("button", { class: "to", "data-copy-link": true }, said("act.copy_link")));
  if (thing.x == null) row.append(make("span", { class: "mute" }, said("panel.apart")));
  return row;
}

function fillPane(...content) {
  const pane = $("pane");
  pane.replaceChildren(...content.filter(Boolean));
  pane.scrollTop = 0;
}

const closeButton = () => make("button", { class: "close", onclick: () => select(null) }, said("act.close"));

function showThing(thing) {
  const own = links.get(thing.id);
  const isBank = thing.type === "bank";
  fillPane(
    make("div", { class: "kicker" }, glyph(shapeOf(thing)), make("span", {}, typeAndKind(thing)), closeButton()),
    make("h2", { class: "title", lang: "zh-CN" }, cut(thing.name, 400)),
    facts(thing),
    actions(thing),
    twinNote(thing),
    isBank ? null : evidenceSection(thing, own),
    isBank ? relationSection(thing, own) : metricSection(own),
    isBank ? metricSection(own) : relationSection(thing, own),
    own.length ? null : make("p", { class: "mute" }, said("panel.no_relations")),
  );
}

function showBond(edge) {
  const [head, tail] = [things.get(edge.from), things.get(edge.to)];
  const found = quotesFor(edge.quotes, [head.id, tail.id]);
  fillPane(
    make("div", { class: "kicker" }, said("panel.one_relation"), closeButton()),
    make("h2", { class: "title bond" }, link(head), make("span", { class: "verb" }, said(relation(edge.type, true))), link(tail)),
    found.length ? section("panel.evidence", said("quote.places", { n: found.length }), "", folded(found, FIRST_QUOTES, quotation)) : null,
  );
}

/* Nothing chosen: how to begin, and the banks. */
function showWelcome() {
  const rows = banks.filter((bank) => links.get(bank.id).length);
  fillPane(
    make("h2", { class: "title" }, said("about.title")),
    make("p", { class: "lead" }, said("panel.welcome")),
    rows.length ? section("type.bank", rows.length, "", folded(rows, FIRST_ROWS, (bank) => make("div", { class: "row" },
      make("span", { class: "who" }, glyph("bank"), link(bank), make("span", { class: "kind" }, worded("kind.bank", bank.kind))),
      make("span", { class: "date" }, said("panel.relations", { n: links.get(bank.id).length }))))) : null,
  );
}

firstQuote = (thing, bond) => {
  const edge = bond || (thing.type !== "bank" && (links.get(thing.id)[0] || {}).edge);
  const numbers = edge ? edge.quotes : [];
  if (!numbers.length || !quotes) return null;
  const [quote] = quotesFor(numbers.slice(0, 1), bond ? [bond.from, bond.to] : [thing.id]);
  return { ...quote, pieces: quote.pieces.map(([text, isMark]) => (isMark ? make("mark", {}, cut(text, 90)) : cut(text, 90))) };
};
