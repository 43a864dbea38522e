/* How scripts write on a page. Everything from documents goes through `make`, which knows text and elements,
   never markup; and how a page gets data that lie in files beside it. */
const $ = (id) => document.getElementById(id);
const root = document.documentElement.dataset.root;

function make(tag, properties, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties || {})) {
    if (name === "onclick") element.addEventListener("click", value);
    else if (value !== false && value != null) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child != null && child !== ""));
  return element;
}

function drawing(tag, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

const glyph = (type) =>
  drawing("svg", { class: `gl ${type}`, viewBox: "0 0 10 10", "aria-hidden": "true" }, drawing("use", { href: `#g-${type}` }));

function bar(share, cmp) {
  const shape = { ">": "gt", ">=": "gt", "<": "lt", "<=": "lt", "~": "ap" }[cmp] || "eq";
  return drawing("svg", { class: `bar ${shape}`, width: `${(share * 100).toFixed(2)}%`, height: "8", "aria-hidden": "true" });
}

/* A text of the documents, whatever the language of the page. */
const told = (text) => make("span", { lang: "zh-CN" }, text);

function cut(text, length) {
  return text.length > length ? [...text].slice(0, length - 1).join("") + "…" : text;
}

function number(value) {
  const [whole, fraction] = String(Number(value.toFixed(6))).split(".");
  const grouped = whole.replace("-", "").length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, "\u2009") : whole;
  return fraction ? `${grouped}.${fraction}` : grouped;
}

const json = (id) => JSON.parse($(id).textContent);

/* Files under data/ are scripts that call `deliver`: pages on a disk may load scripts, but not read files. */
const deliveries = new Map();
const awaited = new Map();

function deliver(key, value) {
  deliveries.set(key, value);
}

function load(path, key) {
  if (!awaited.has(key)) {
    awaited.set(key, new Promise((resolve, reject) => {
      const script = make("script", { src: `${root}${path}` });
      script.addEventListener("load", () => resolve(deliveries.get(key)));
      script.addEventListener("error", () => reject(new Error(path)));
      document.head.append(script);
    }));
  }
  return awaited.get(key);
}
