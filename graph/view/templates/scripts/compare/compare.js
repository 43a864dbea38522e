/* Two to five banks side by side. What a bank has lies in a file of its own and is read when the bank is chosen. */
const MOST = 5;
const SIMILAR = 0.8;
const known = new Map(json("banks").map((bank) => [bank.id, bank]));
const spoken = (name) => plain(name).replace(/[“”‘’「」()（）\-—·]/g, "");
let chosenBanks = [];

function wantedBanks() {
  return [...new Set(new URLSearchParams(location.hash.slice(1)).getAll("banks"))].filter((id) => known.has(id)).slice(0, MOST);
}

function choose(ids) {
  history.pushState(null, "", `#${new URLSearchParams(ids.map((id) => ["banks", id]))}`);
  show();
}

/* ---------- metrics of one name ---------- */

/* Dice's coefficient of pairs of characters. */
function likeness(one, other) {
  const pairs = (text) => Array.from({ length: Math.max(0, text.length - 1) }, (_, at) => text.slice(at, at + 2));
  const [ours, theirs] = [pairs(one), pairs(other)];
  const rest = [...theirs];
  const both = ours.filter((pair) => rest.includes(pair) && rest.splice(rest.indexOf(pair), 1));
  return (2 * both.length) / Math.max(1, ours.length + theirs.length);
}

/* Observations of one name and unit, then those of nearly the same name that no other bank shares. */
function aligned(banks) {
  const groups = new Map();
  for (const bank of banks) {
    for (const metric of bank.metrics) {
      const key = `${spoken(metric.about)}|${spoken(metric.name)}|${metric.base}`;
      if (!groups.has(key)) groups.set(key, { name: metric.name, about: metric.about, base: metric.base, rows: [] });
      groups.get(key).rows.push({ bank, metric });
    }
  }
  const owners = (group) => new Set(group.rows.map(({ bank }) => bank.id));
  const all = [...groups.values()];
  const shared = all.filter((group) => owners(group).size > 1);
  const single = all.filter((group) => owners(group).size === 1);
  const used = new Set();
  single.forEach((group, at) => {
    if (used.has(group)) return;
    for (const other of single.slice(at + 1)) {
      const isNear = !used.has(other) && other.base === group.base && spoken(other.about) === spoken(group.about)
        && [...owners(other)].every((id) => !owners(group).has(id)) && likeness(spoken(group.name), spoken(other.name)) >= SIMILAR
        && other.rows.some(({ metric }) => metric.date && group.rows.some((row) => row.metric.date === metric.date));
      if (!isNear) continue;
      group.rows.push(...other.rows);
      used.add(group).add(other);
    }
    if (owners(group).size > 1) shared.push(group);
  });
  return { shared: shared.flatMap(byDate), only: single.filter((group) => !used.has(group)) };
}

/* One entry for each date that banks share; where they share none, the latest of each. */
function byDate(group) {
  const dates = new Map();
  for (const row of group.rows) dates.set(row.metric.date, [...(dates.get(row.metric.date) || []), row]);
  const common = [...dates].filter(([date, rows]) => date && new Set(rows.map(({ bank }) => bank.id)).size > 1);
  if (common.length) return common.sort(([a], [b]) => (a < b ? 1 : -1)).map(([date, rows]) => ({ ...group, date, rows }));
  const latest = new Map();
  for (const row of [...group.rows].sort((a, b) => (a.metric.day < b.metric.day ? -1 : 1))) latest.set(row.bank.id, row);
  return [{ ...group, date: "", rows: group.rows.filter((row) => latest.get(row.bank.id) === row) }];
}

/* ---------- sections ---------- */
const nil = () => make("span", { class: "no" }, "–");
const heads = (banks, first = "") => make("thead", {}, make("tr", {}, make("td", {}, first), banks.map((bank) => make("th", { scope: "col" }, make("a", { href: bank.href, lang: "zh-CN" }, bank.name)))));

function block(id, key, count, note, ...content) {
  return make("section", { id }, make("div", { class: "hd" }, make("h2", {}, said(key), count == null ? "" : make("span", { class: "count" }, count)), note ? make("p", {}, note) : ""), ...content);
}

function profileTable(banks) {
  const rows = [
    ["column.kind", (bank) => worded("kind.bank", bank.kind)],
    ["column.region", (bank) => (bank.region ? told(bank.region) : nil())],
    ["compare.initiatives", (bank) => [make("b", {}, bank.initiatives.length), " ", make("span", { class: "sm mute" }, said("compare.counts", { products: bank.initiatives.filter((one) => one.type === "product").length, programs: bank.initiatives.filter((one) => one.type === "program").length }))]],
    ["type.metric", (bank) => make("b", {}, bank.metrics.length)],
    ["type.partner", (bank) => make("b", {}, bank.partners.length)],
    ["type.unit", (bank) => make("b", {}, bank.units)],
    ["nav.documents", (bank) => make("b", {}, bank.documents.length)],
  ];
  return make("table", { class: "tl side-by-side" }, heads(banks), make("tbody", {}, rows.map(([key, cell]) => make("tr", {}, make("th", { scope: "row" }, said(key)), banks.map((bank) => make("td", {}, cell(bank)))))));
}

function seriesOf(banks) {
  const lines = new Map();
  for (const bank of banks) {
    for (const metric of bank.metrics.filter((one) => one.date && !one.about)) {
      const key = `${spoken(metric.name)}|${metric.base}`;
      if (!lines.has(key)) lines.set(key, { name: metric.name, unit: metric.unit, of: new Map() });
      const { of } = lines.get(key);
      of.set(bank.name, [...(of.get(bank.name) || []), metric]);
    }
  }
  return [...lines.values()]
    .filter(({ of }) => of.size > 1 && new Set([...of.values()].flat().map((metric) => metric.date)).size > 1)
    .map(({ name, unit, of }) => ({ name, unit, lines: [...of].map(([bank, points]) => ({ name: bank, points })) }))
    .slice(0, 6);
}

function metricTable(entries) {
  const tbodies = entries.map((entry) => {
    const sizes = entry.rows.map(({ metric }) => metric.size);
    const longest = Math.max(...sizes, 0);
    const others = entry.rows.filter(({ metric }) => spoken(metric.name) !== spoken(entry.name));
    const near = others.map(({ bank, metric }) => make("span", {}, make("span", { class: "ne" }, "≈"), " ", said("compare.near", { bank: bank.name, name: metric.name })));
    const rows = entry.rows.map(({ bank, metric }, position) => {
      const row = make("tr", { "data-csv": JSON.stringify([[metric.about, metric.name].filter(Boolean).join(" · "), bank.name, metric.cmp === "=" ? "" : metric.cmp, String(metric.value), metric.unit, metric.date, [...new Set(metric.evidence.map((one) => one.document))].join("、")]) });
      if (!position) row.append(make("th", { scope: "rowgroup", rowspan: entry.rows.length, class: "what" }, entry.about ? make("span", { class: "ab", lang: "zh-CN" }, entry.about) : "", told(entry.name), make("span", { class: "sub" }, entry.date || said("compare.other_dates"), near)));
      row.append(
        make("td", { class: "who-bank" }, told(bank.name), metric.doubtful ? make("span", { class: "ne" }, " ≠") : ""),
        make("td", { class: "b" }, longest > 0 ? bar(Math.max(0, metric.size) / longest, metric.cmp) : ""),
        make("td", { class: "cm" }, metric.cmp === "=" ? "" : worded("cmp", metric.cmp)),
        make("td", { class: "num" }, number(metric.value)),
        make("td", { class: "un", lang: "zh-CN" }, metric.unit),
        make("td", { class: "dt" }, metric.date || said("said.undated")),
        make("td", { class: "num" }, proof(metric.evidence, () => row, (quotes) => make("tr", { class: "evrow" }, make("td", { colspan: "8" }, quotes)))));
      return row;
    });
    return make("tbody", {}, rows);
  });
  const columns = ["column.metric", "column.bank", null, null, "column.value", "column.unit", "column.date", "column.evidence"];
  const csv = JSON.stringify(["column.metric", "column.bank", "cmp", "column.value", "column.unit", "column.date", "column.document"].map((key) => (key === "cmp" ? key : say(key))));
  const head = make("thead", {}, make("tr", { "data-csv": csv }, columns.map((key) => (key ? make("th", { scope: "col", class: key === "column.value" || key === "column.evidence" ? "num" : null }, said(key)) : make("td", {})))));
  return make("table", { class: "tl mt entries", id: "table-compare" }, head, tbodies);
}

function onlyList(groups, bank) {
  const own = groups.filter((group) => group.rows[0].bank === bank);
  if (!own.length) return null;
  return make("details", {}, make("summary", {}, said("compare.only", { bank: bank.name, n: own.length })),
    make("ul", { class: "plain" }, own.map((group) => make("li", {}, told([group.about, group.name].filter(Boolean).join(" · ")), " ",
      separated(group.rows.map(({ metric }) => make("span", { class: "figure" }, metric.cmp === "=" ? "" : make("span", { class: "cmp" }, worded("cmp", metric.cmp)), number(metric.value), make("span", { class: "measure", lang: "zh-CN" }, metric.unit), metric.date ? make("span", { class: "date" }, ` ${metric.date}`) : "")))))));
}

/* A mark for each initiative, and how many they are. */
function marks(initiatives) {
  if (!initiatives.length) return nil();
  const names = initiatives.map((one) => one.name).join("、");
  return make("span", { class: "tally", title: cut(names, 400) }, initiatives.slice(0, 24).sort((a, b) => (a.type < b.type ? 1 : -1)).map((one) => glyph(one.type)), make("span", { class: "count" }, initiatives.length));
}

function tallyTable(banks, values, prefix, of) {
  const rows = values.map((value) => [value, banks.map((bank) => bank.initiatives.filter((one) => (value ? of(one).includes(value) : !of(one).length)))]).filter(([, cells]) => cells.some((cell) => cell.length));
  return make("table", { class: "tl side-by-side" }, heads(banks), make("tbody", {}, rows.map(([value, cells]) => make("tr", {}, make("th", { scope: "row" }, value ? worded(prefix, value) : said("said.unstated")), cells.map((cell) => make("td", {}, marks(cell)))))));
}

function stageTable(banks) {
  const stages = Object.keys(dictionary).filter((key) => key.startsWith("stage.")).map((key) => key.slice(6));
  const cell = (bank, stage) => {
    const found = bank.initiatives.filter((one) => one.stages.includes(stage));
    return make("td", {}, found.length ? separated(found.map((one) => make("a", { href: one.href, lang: "zh-CN" }, cut(one.name, 40)))) : nil());
  };
  return make("table", { class: "tl side-by-side" }, heads(banks), make("tbody", {}, stages.map((stage) => make("tr", {}, make("th", { scope: "row" }, worded("stage", stage)), banks.map((bank) => cell(bank, stage))))));
}

function kindTable(banks) {
  const kinds = [...new Set(banks.flatMap((bank) => bank.initiatives.map((one) => `${one.type}.${one.kind}`)))].sort((a, b) => (a.split(".")[0] < b.split(".")[0] ? -1 : a < b ? -1 : 1));
  return tallyTable(banks, kinds, "kind", (one) => [`${one.type}.${one.kind}`]);
}

function inAll(banks, of, key) {
  const [first, ...others] = banks;
  return of(first).filter((one) => others.every((bank) => of(bank).some((other) => other[key] === one[key])));
}

/* Partners that at least two have, and initiatives of one name at several banks. */
function held(banks, of, key) {
  const found = new Map();
  for (const bank of banks) for (const one of of(bank)) found.set(one[key], [...(found.get(one[key]) || []), { bank, one }]);
  return [...found.values()].filter((rows) => new Set(rows.map(({ bank }) => bank.id)).size > 1);
}

function namesakes(banks) {
  return held(banks, (bank) => bank.initiatives, "name").filter((rows) => new Set(rows.map(({ one }) => one.id)).size > 1).map((rows) =>
    make("div", { class: "doubt" }, make("h3", {}, make("span", { class: "ne", "aria-hidden": "true" }, "≠"), said("compare.names", { name: cut(rows[0].one.name, 60) })),
      make("div", { class: "sides" }, rows.map(({ bank, one }) => make("div", { class: "side" }, make("p", { class: "of" }, make("a", { href: one.href, lang: "zh-CN" }, bank.name), " ", separated(one.stages.map((stage) => worded("stage", stage)))), one.evidence.slice(0, 1).map(quotation))))));
}

function partnerList(banks) {
  const rows = held(banks, (bank) => bank.partners, "id");
  if (!rows.length) return make("p", { class: "mute" }, said("compare.no_partners"));
  return make("ul", { class: "plain" }, rows.map((found) => make("li", {}, make("span", { class: "nm" }, glyph(found[0].one.type), told(found[0].one.name)), make("span", { class: "rel" }, separated(found.map(({ bank, one }) => make("span", {}, make("a", { href: one.href, lang: "zh-CN" }, bank.name), " ", separated(one.relations.map((name) => said(`relation.${name}.out`)))))))))); 
}

function documentList(banks) {
  const found = inAll(banks, (bank) => bank.documents, "href");
  if (!found.length) return make("p", { class: "mute" }, said("compare.no_documents"));
  return make("ul", { class: "plain" }, found.map((one) => make("li", {}, make("a", { href: one.href, lang: "zh-CN" }, one.name))));
}

/* ---------- the page ---------- */
function pickers() {
  const boxes = chosenBanks.map((bank) => make("span", { class: "picked" }, told(known.get(bank).name), labelled(make("button", { onclick: () => choose(chosenBanks.filter((id) => id !== bank)) }, "×"), "aria-label", "compare.remove", { name: known.get(bank).name })));
  if (chosenBanks.length < MOST) {
    const select = labelled(make("select", {}, make("option", { value: "", "data-t": "compare.add" }, say("compare.add")), [...known.values()].filter((bank) => !chosenBanks.includes(bank.id)).map((bank) => make("option", { value: bank.id, lang: "zh-CN" }, cut(bank.name, 40)))), "aria-label", "compare.add");
    select.addEventListener("change", () => select.value && choose([...chosenBanks, select.value]));
    boxes.push(select);
  }
  return boxes;
}

function sections(banks) {
  const { shared, only } = aligned(banks);
  const series = seriesOf(banks);
  const themes = [...new Set(banks.flatMap((bank) => bank.initiatives.flatMap((one) => one.themes)))];
  const charts = series.map((one) => make("figure", { class: "chart", "data-chart": JSON.stringify(one) }, make("figcaption", { lang: "zh-CN" }, one.name, make("span", { class: "count" }, one.unit))));
  return [
    make("div", { class: charts.length ? "two" : "" },
      block("profile", "compare.profile", null, "", make("div", { class: "wide-scroll", tabindex: "0" }, profileTable(banks))),
      charts.length ? block("series", "compare.series", series.length, said("bank.series_note"), make("div", { class: "charts" }, charts)) : ""),
    block("metrics", "compare.metrics", null, said("compare.aligned", { n: shared.length }), shared.length ? metricTable(shared) : make("p", { class: "mute" }, said("compare.no_metrics")), make("div", { class: "two only" }, banks.map((bank) => onlyList(only, bank)).filter(Boolean))),
    make("div", { class: "two" },
      make("div", {},
        block("stages", "compare.stages", null, said("compare.stages_note"), make("div", { class: "wide-scroll", tabindex: "0" }, stageTable(banks))),
        block("themes", "compare.themes", null, said("compare.themes_note"), make("div", { class: "wide-scroll", tabindex: "0" }, tallyTable(banks, [...themes, ""], "theme", (one) => one.themes)))),
      block("kinds", "compare.kinds", null, make("span", { class: "key" }, make("span", {}, glyph("product"), said("type.product")), make("span", {}, glyph("program"), said("type.program"))), make("div", { class: "wide-scroll", tabindex: "0" }, kindTable(banks)))),
    block("shared", "compare.shared", null, "", ...namesakes(banks), make("div", { class: "two" },
      make("div", {}, make("h3", {}, said("compare.partners")), partnerList(banks)),
      make("div", {}, make("h3", {}, said("compare.documents")), documentList(banks)))),
  ];
}

async function show() {
  chosenBanks = wantedBanks();
  $("chosen").replaceChildren(...pickers());
  const banks = await Promise.all(chosenBanks.map((id) => load(known.get(id).data, id)));
  if (banks.length < 2) {
    $("compared").replaceChildren(said("compare.title"));
    $("contents").replaceChildren();
    $("comparison").replaceChildren(make("p", { class: "lead" }, said(known.size ? "compare.choose" : "map.no_content")));
    return;
  }
  $("compared").replaceChildren(...banks.flatMap((bank, position) => [position ? (position === banks.length - 1 ? said("compare.and") : said("said.separator")) : "", told(bank.name)]).filter(Boolean));
  $("comparison").replaceChildren(...sections(banks));
  $("comparison").style.setProperty("--banks", banks.length);
  $("contents").replaceChildren(...[...document.querySelectorAll("#comparison section")].map((part) => make("a", { href: `#${part.id}`, onclick: (event) => {
    // The address keeps the banks, so a section is gone to and not named there.
    event.preventDefault();
    part.scrollIntoView();
  } }, part.querySelector("h2 [data-t]").cloneNode(true))));
  drawCharts();
}
addEventListener("popstate", show);
addEventListener("hashchange", () => wantedBanks().join() !== chosenBanks.join() && show());
show();
