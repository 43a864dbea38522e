"use strict";
/* The graph as the page carries it, what the reader has chosen, and how to write text on the page.
   Everything from documents goes through `make`, which knows text and elements, never markup. */

const atlas = JSON.parse(document.getElementById("atlas").textContent);
const words = atlas.words;
const things = new Map(atlas.nodes.map((node) => [node.id, node]));
const links = new Map(atlas.nodes.map((node) => [node.id, []]));
const bonds = new Map();
atlas.edges.forEach((edge, index) => {
  edge.id = `edge ${index}`;
  bonds.set(edge.id, edge);
  if (edge.type === "via") return;
  links.get(edge.from).push({ edge, other: edge.to, out: true });
  links.get(edge.to).push({ edge, other: edge.from, out: false });
  const { about } = things.get(edge.to);
  if (about && about !== edge.from && links.has(about)) links.get(about).push({ edge, other: edge.to, out: true });
});
const byMentions = [...things.values()].sort((a, b) => b.mentions - a.mentions || (a.id < b.id ? -1 : 1));
const banks = byMentions
  .filter((thing) => thing.type === "bank")
  .sort((a, b) => links.get(b.id).length - links.get(a.id).length);
const onDemand = new Set(atlas.columns.onDemand);
const state = {
  selected: null,
  hovered: null,
  opened: new Set(),
  types: new Set(Object.keys(words.types).filter((type) => !onDemand.has(type))),
};

const $ = (id) => document.getElementById(id);

function make(tag, properties, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties || {})) {
    if (name === "onclick") element.addEventListener("click", value);
    else if (value !== false && value != null) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child != null && child !== ""));
  return element;
}

function glyph(type) {
  const space = "http://www.w3.org/2000/svg";
  const icon = document.createElementNS(space, "svg");
  icon.setAttribute("class", `gl ${type}`);
  icon.setAttribute("viewBox", "0 0 10 10");
  icon.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(space, "use");
  use.setAttribute("href", `#g-${type}`);
  icon.append(use);
  return icon;
}

const typeName = (thing) => words.types[thing.type] || "其他";
const kindName = (thing) => (thing.kind ? (words.kinds[thing.type] || {})[thing.kind] || thing.kind : "");
const typeAndKind = (thing) => [typeName(thing), kindName(thing)].filter(Boolean).join(" · ");

/* The bank that a thing is told apart by: 科创e贷 of one bank is not that of another. */
function bankName(thing) {
  if (thing.bank) return thing.bank;
  return thing.home ? things.get(thing.home).name : "";
}

function relationName(type, out) {
  const relation = words.relations[type];
  return relation ? (out ? relation.out : relation.back) : type;
}

function cut(text, length) {
  return text.length > length ? [...text].slice(0, length - 1).join("") + "…" : text;
}

/* How a value may be printed in a text: 4346亿元, 4,346亿元. */
function printed(thing) {
  if (thing.value == null) return [];
  return [String(thing.value), thing.value.toLocaleString("en-US")].map((number) => number + (thing.unit || ""));
}

/* The names under which a thing may stand in a quote, longest first. */
function namesOf(thing) {
  const inner = [...thing.name.matchAll(/[“「『]([^“”「」『』]+)[”」』]/g)].map((match) => match[1]);
  return [thing.name, thing.label, ...(thing.aliases || []), ...inner, ...printed(thing)]
    .filter((name) => name.length > 1)
    .sort((a, b) => b.length - a.length);
}

/* The quote as text nodes, with each occurrence of a name in a mark element. */
function marked(quote, names) {
  const parts = [];
  let start = 0;
  for (let at = 0; at < quote.length; ) {
    const name = names.find((candidate) => quote.startsWith(candidate, at));
    if (!name) {
      at += 1;
      continue;
    }
    if (at > start) parts.push(quote.slice(start, at));
    parts.push(make("mark", { class: name.length > 16 ? "long" : null }, name));
    at += name.length;
    start = at;
  }
  if (start < quote.length) parts.push(quote.slice(start));
  return parts;
}

function figure(thing) {
  if (thing.value == null) return null;
  const number = (value) => value.toLocaleString("zh-CN", { maximumFractionDigits: 6 }).replaceAll(",", value >= 1e4 ? "\u2009" : "");
  const upto = thing.value_max == null ? "" : `–${number(thing.value_max)}`;
  return make(
    "span",
    { class: "figure" },
    words.comparators[thing.cmp] ? make("span", { class: "cmp" }, words.comparators[thing.cmp]) : "",
    number(thing.value) + upto,
    make("span", { class: "measure" }, thing.unit || ""),
  );
}
