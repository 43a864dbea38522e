/* The panel beside the map: one thing with its relations, numbers and the sentences that say so. */

const FIRST_QUOTES = 3;

function link(thing, text) {
  return make("button", { class: "to", onclick: () => select(thing.id, true) }, text || cut(thing.name, 120));
}

function quotation(edge, names) {
  return make(
    "div",
    { class: "ev" },
    make("blockquote", {}, marked(edge.evidence, names)),
    make("footer", {}, edge.document),
  );
}

function section(title, count, aside, ...content) {
  return make(
    "section",
    {},
    make("h2", {}, title, make("span", { class: "count" }, count), make("span", { class: "by" }, aside || "")),
    ...content,
  );
}

/* “证 n” opens the sentence under its row. */
function proof(edge, names, row) {
  if (!edge.evidence) return make("span", { class: "q" }, "–");
  const button = make("button", { class: "q", "aria-expanded": "false", onclick: toggle }, `证 ${edge.weight}`);
  let open = null;
  function toggle() {
    if (open) open.remove();
    open = open ? null : quotation(edge, names);
    if (open) row().after(open);
    button.setAttribute("aria-expanded", String(Boolean(open)));
  }
  return button;
}

function evidenceSection(thing, own) {
  const seen = new Set();
  const quotes = own
    .map(({ edge }) => edge)
    .filter((edge) => edge.evidence && !seen.has(edge.evidence) && seen.add(edge.evidence));
  if (!quotes.length) return null;
  const names = namesOf(thing);
  const documents = new Set(quotes.map((edge) => edge.document)).size;
  const box = make("div", {}, quotes.slice(0, FIRST_QUOTES).map((edge) => quotation(edge, names)));
  if (quotes.length > FIRST_QUOTES) {
    const rest = make("button", { class: "to rest", onclick: showRest }, `其余 ${quotes.length - FIRST_QUOTES} 处`);
    function showRest() {
      rest.replaceWith(...quotes.slice(FIRST_QUOTES).map((edge) => quotation(edge, names)));
    }
    box.append(rest);
  }
  return section("证据", `${quotes.length} 处`, `${documents} 份文档`, box);
}

function metricSection(thing, own) {
  const rows = own
    .filter(({ edge, out }) => out && edge.type === "reports")
    .map(({ edge, other }) => ({ edge, metric: things.get(other) }))
    .sort((a, b) => (b.metric.date || "").localeCompare(a.metric.date || "") || a.metric.name.localeCompare(b.metric.name, "zh"));
  if (!rows.length) return null;
  const undated = rows.filter(({ metric }) => !metric.date).length;
  const body = rows.map(({ edge, metric }) => {
    const row = make("div", { class: "row metric-row" });
    row.append(
      link(metric),
      figure(metric) || "",
      make("span", { class: "date" }, metric.date || "未载"),
      proof(edge, namesOf(metric), () => row),
    );
    return row;
  });
  return section("指标", rows.length, undated ? (undated === rows.length ? "日期均未载" : `${undated} 项日期未载`) : "", make("div", { class: "rows" }, body));
}

function relationSection(thing, own) {
  const groups = new Map();
  for (const item of own) {
    if (item.out && item.edge.type === "reports") continue;
    const name = relationName(item.edge.type, item.out);
    groups.set(name, [...(groups.get(name) || []), item]);
  }
  if (!groups.size) return null;
  const order = [...groups].sort((a, b) => b[1].length - a[1].length);
  const total = order.reduce((sum, [, items]) => sum + items.length, 0);
  const blocks = order.map(([name, items]) => {
    items.sort((a, b) => b.edge.weight - a.edge.weight || (a.other < b.other ? -1 : 1));
    const rows = items.map(({ edge, other }) => {
      const neighbour = things.get(other);
      const row = make("div", { class: "row" });
      row.append(
        make("span", { class: "who" }, glyph(neighbour.type), link(neighbour), make("span", { class: "kind" }, kindName(neighbour))),
        proof(edge, [...namesOf(thing), ...namesOf(neighbour)], () => row),
      );
      return row;
    });
    return make("div", { class: "relation" }, make("h3", {}, name, make("span", { class: "count" }, items.length)), make("div", { class: "rows" }, rows));
  });
  return section("关系", total, "", ...blocks);
}

function facts(thing) {
  const list = make("dl", { class: "facts" });
  const add = (name, ...values) => values.length && list.append(make("dt", {}, name), make("dd", {}, ...values));
  const home = thing.type !== "bank" && bankName(thing);
  const bank = home && banks.find((candidate) => candidate.name === home);
  if (bank) add("银行", link(bank));
  const region = [...new Set([thing.province, thing.city].filter(Boolean))].join(" ");
  if (region) add("地区", region);
  if (things.has(thing.about)) add("关于", link(things.get(thing.about)));
  if (thing.aliases) add("又作", cut(thing.aliases.join("、"), 400));
  if (thing.stages) add("阶段", thing.stages.join("、"));
  if (thing.themes) add("主题", thing.themes.join("、"));
  if (thing.value != null) add("数值", figure(thing));
  if (thing.type === "metric") add("日期", thing.date || "未载");
  else if (thing.first_date) add("首见", thing.first_date);
  if (thing.documents) add("文档", `${thing.documents} 份`);
  return list;
}

function twins(thing) {
  if (thing.type === "metric") return [];
  return [...things.values()].filter((other) => other !== thing && other.type === thing.type && other.name === thing.name);
}

function twinNote(thing) {
  const others = twins(thing);
  if (!others.length) return null;
  const text = others.flatMap((other, index) => [index ? "、" : "", link(other, bankName(other) || "未注明银行")]);
  return make("p", { class: "note" }, make("span", { class: "ne", "aria-hidden": "true" }, "≠"), make("span", {}, ...text, " 另有同名的一项，是另一个节点。"));
}

function actions(thing) {
  const row = make("div", { class: "acts" });
  if (onDemand.has(thing.type) && !state.types.has(thing.type)) {
    row.append(make("button", { class: "to", onclick: () => { toggleType(thing.type); select(thing.id, true); } }, `在图中显示${typeName(thing)}`));
  }
  if (thing.type === "bank" && canOpen(thing)) {
    const open = state.opened.has(thing.id);
    row.append(make("button", { class: "to", onclick: () => { toggleFan(thing.id); showThing(thing); } }, open ? "收起" : "展开全部"));
  }
  if (thing.x == null) row.append(make("span", { class: "mute" }, "不在图中"));
  return row.childNodes.length ? row : null;
}

function fillPane(name, ...content) {
  const pane = $("pane");
  pane.setAttribute("aria-label", name);
  pane.replaceChildren(...content.filter(Boolean));
  pane.scrollTop = 0;
}

const closeButton = () => make("button", { class: "close", onclick: () => select(null) }, "关闭");

function showThing(thing) {
  const own = links.get(thing.id);
  const isBank = thing.type === "bank";
  fillPane(
    thing.name,
    make("div", { class: "kicker" }, glyph(thing.type), typeAndKind(thing), closeButton()),
    make("h1", {}, cut(thing.name, 400)),
    facts(thing),
    actions(thing),
    twinNote(thing),
    isBank ? null : evidenceSection(thing, own),
    isBank ? relationSection(thing, own) : metricSection(thing, own),
    isBank ? metricSection(thing, own) : relationSection(thing, own),
    own.length ? null : make("p", { class: "mute" }, "文档里没有写到它的关系。"),
  );
}

function showBond(edge) {
  const head = things.get(edge.from);
  const tail = things.get(edge.to);
  fillPane(
    `${head.name} ${relationName(edge.type, true)} ${tail.name}`,
    make("div", { class: "kicker" }, "关系", closeButton()),
    make("h1", { class: "bond" }, link(head), make("span", { class: "verb" }, relationName(edge.type, true)), link(tail)),
    section("证据", `${edge.weight} 处`, edge.weight > 1 ? "这里是第一处" : "", quotation(edge, [...namesOf(head), ...namesOf(tail)])),
  );
}

/* Nothing chosen: how to begin, and the banks. */
function showWelcome() {
  const rows = banks
    .filter((bank) => links.get(bank.id).length)
    .map((bank) => make("div", { class: "row" },
      make("span", { class: "who" }, glyph("bank"), link(bank), make("span", { class: "kind" }, kindName(bank))),
      make("span", { class: "date" }, `${links.get(bank.id).length} 条关系`)));
  fillPane(
    "银行",
    make("h1", {}, "银谱"),
    make("p", { class: "lead" }, "银行、产品、战略机制与合作方，每条关系都能看到写它的原文。点一个节点或一条线，或在上面搜索。"),
    section("银行", rows.length, "", make("div", { class: "rows" }, rows)),
  );
}
