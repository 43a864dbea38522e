/* The graph as the page carries it: what is easily told from the rest is left out there and told here. Quotes come
   later, and only to the overview. */
const atlas = json("atlas");
for (const node of atlas.nodes) {
  node.label ??= node.name;
  if (node.home) node.banks ??= [node.home];
  node.quotes = [];
}
atlas.edges = atlas.edges.map(([from, to, type, weight], position) => ({ id: `edge ${position}`, from: atlas.nodes[from].id, to: atlas.nodes[to].id, type, weight, quotes: [] }));
const things = new Map(atlas.nodes.map((node) => [node.id, node]));
const links = new Map(atlas.nodes.map((node) => [node.id, []]));
const bonds = new Map();
for (const edge of atlas.edges) {
  bonds.set(edge.id, edge);
  if (edge.type === "via") continue;
  links.get(edge.from).push({ edge, other: edge.to, out: true });
  links.get(edge.to).push({ edge, other: edge.from, out: false });
  const { about } = things.get(edge.to);
  if (about && about !== edge.from && links.has(about)) links.get(about).push({ edge, other: edge.to, out: true });
}
const byMentions = [...things.values()].sort((a, b) => b.mentions - a.mentions || (a.id < b.id ? -1 : 1));
const banks = byMentions
  .filter((thing) => thing.type === "bank")
  .sort((a, b) => links.get(b.id).length - links.get(a.id).length);
const TYPES = ["bank", "product", "program", "partner", "unit", "metric"];
const onDemand = new Set(atlas.columns.onDemand);

/* What the reader has chosen: a thing, what is open, which types, what they must be, a path, map or table. */
const state = {
  selected: null,
  hovered: null,
  opened: new Set(),
  expanded: new Set(),
  types: new Set(TYPES.filter((type) => !onDemand.has(type))),
  facets: new Map(),
  path: null,
  route: [],
  table: false,
};

const shapeOf = (thing) => thing.glyph || thing.type;
const typeAndKind = (thing) => [worded("one", thing.type), ...(thing.kind ? [" · ", worded(`kind.${thing.type}`, thing.kind)] : [])];
const bankOf = (thing) => (thing.banks && thing.banks.length === 1 ? things.get(thing.banks[0]) : null);
const relation = (type, out) => `relation.${type}.${out ? "out" : "back"}`;
const twins = (thing) =>
  thing.type === "metric" || thing.type === "bank" ? [] : [...things.values()].filter((other) => other !== thing && other.type === thing.type && other.name === thing.name);

function figure(thing) {
  if (thing.value == null) return null;
  const upto = thing.value_max == null ? "" : `–${number(thing.value_max)}`;
  const isExact = !thing.cmp || thing.cmp === "=";
  return make("span", { class: "figure" }, isExact ? "" : make("span", { class: "cmp" }, worded("cmp", thing.cmp)), number(thing.value) + upto, make("span", { class: "measure", lang: "zh-CN" }, thing.unit || ""));
}
