/* Filters by type, kind, theme, stage, region, document and date. A thing passes a filter that is set if it has one
   of the values, or, where only banks have such values, if one of its banks has. */
const UNSTATED = "-";
const MANY = 12;
const homesOf = (thing) => (thing.type === "bank" ? [thing] : (thing.banks || []).map((id) => things.get(id)));
const valuesOf = {
  kind: (thing) => (thing.kind ? [`${thing.type}.${thing.kind}`] : []),
  theme: (thing) => (thing.type === "product" || thing.type === "program" ? thing.themes || [UNSTATED] : []),
  stage: (thing) => (thing.type === "product" || thing.type === "program" ? thing.stages || [UNSTATED] : []),
  region: (thing) => [...new Set(homesOf(thing).map((bank) => bank.province || UNSTATED))],
  document: (thing) => thing.docs.map(String),
  year: (thing) => (thing.type === "bank" ? [] : [(thing.date || thing.first_date || "").slice(0, 4) || UNSTATED]),
};

isFiltered = () => state.facets.size > 0;
matches = (thing) => [...state.facets].every(([facet, wanted]) => passes(thing, facet, wanted));

function passes(thing, facet, wanted) {
  if (facet !== "kind") return valuesOf[facet](thing).some((value) => wanted.has(value));
  const types = new Set([...wanted].map((value) => value.split(".")[0]));
  const ofBank = (bank) => wanted.has(`bank.${bank.kind}`);
  if (thing.type === "bank") return types.has("bank") && ofBank(thing);
  if (types.has("bank") && !homesOf(thing).some(ofBank)) return false;
  return types.size === 1 && types.has("bank") ? true : wanted.has(`${thing.type}.${thing.kind}`);
}

const facetValue = (facet, value) => {
  if (value === UNSTATED) return said(facet === "year" ? "said.undated" : "said.unstated");
  if (facet === "kind") return worded("kind", value);
  if (facet === "document") return told(cut(atlas.documents[Number(value)] || value, 60));
  return facet === "region" || facet === "year" ? told(value) : worded(facet, value);
};

function counted(facet) {
  const counts = new Map();
  for (const thing of things.values()) for (const value of valuesOf[facet](thing)) counts.set(value, (counts.get(value) || 0) + 1);
  const rank = ([value, n]) => (value === UNSTATED ? Infinity : facet === "kind" ? TYPES.indexOf(value.split(".")[0]) * 1e6 - n : facet === "year" ? -Number(value) : facet === "document" ? Number(value) : -n);
  return [...counts].sort((a, b) => rank(a) - rank(b));
}

function facetControl(facet) {
  const panel = make("div", { class: "facet-panel", id: `facet-${facet}`, hidden: true });
  const shown = make("b", {});
  const button = make("button", { class: "facet", "aria-expanded": "false", "aria-controls": panel.id, onclick: () => toggleFacet(facet, panel.hidden) }, said(`facet.${facet}`), shown);
  const item = make("li", { "data-facet": facet }, button, panel);
  return item;
}

/* The choices are made when their list is first opened: documents may be many. */
function fillFacet(facet) {
  const panel = $(`facet-${facet}`);
  if (panel.childElementCount) return;
  const choices = counted(facet);
  const list = make("ul", {});
  let type = "";
  for (const [value, n] of choices) {
    const [head] = value.split(".");
    if (facet === "kind" && head !== type) list.append(make("li", { class: "facet-head" }, worded("type", (type = head))));
    const box = make("input", { type: "checkbox", value });
    box.addEventListener("change", () => {
      const wanted = state.facets.get(facet) || new Set();
      if (box.checked) wanted.add(value);
      else wanted.delete(value);
      if (wanted.size) state.facets.set(facet, wanted);
      else state.facets.delete(facet);
      filter();
    });
    list.append(make("li", {}, make("label", {}, box, facetValue(facet, value), make("span", { class: "count" }, n))));
  }
  if (choices.length > MANY) {
    const find = labelled(labelled(make("input", { type: "search", class: "filterin" }), "placeholder", "facet.find"), "aria-label", "facet.find");
    find.addEventListener("input", () => {
      for (const item of list.children) item.hidden = !plain(item.textContent).includes(plain(find.value));
    });
    panel.append(find);
  }
  panel.append(list, make("button", { class: "to clear", onclick: () => {
    state.facets.delete(facet);
    filter();
  } }, said("act.clear")));
}

function toggleFacet(facet, open) {
  for (const other of FACETS.filter((name) => $(`facet-${name}`))) {
    const isOpen = other === facet && open;
    if (isOpen) fillFacet(other);
    const panel = $(`facet-${other}`);
    panel.hidden = !isOpen;
    panel.previousElementSibling.setAttribute("aria-expanded", String(isOpen));
    if (isOpen) {
      const frame = panel.previousElementSibling.getBoundingClientRect();
      panel.style.left = `${Math.max(8, Math.min(frame.left - 12, innerWidth - panel.offsetWidth - 8))}px`;
      panel.style.top = `${frame.bottom + 6}px`;
      panel.querySelector("input")?.focus();
    }
  }
}

function showFilters() {
  for (const button of document.querySelectorAll("[data-type]")) button.setAttribute("aria-pressed", String(state.types.has(button.dataset.type)));
  for (const item of document.querySelectorAll("[data-facet]")) {
    const facet = item.dataset.facet;
    const wanted = state.facets.get(facet);
    const value = item.querySelector(".facet b");
    item.firstElementChild.classList.toggle("active", Boolean(wanted));
    value.replaceChildren(!wanted ? said("facet.all") : wanted.size === 1 ? facetValue(facet, [...wanted][0]) : String(wanted.size));
    for (const box of item.querySelectorAll("input[type=checkbox]")) box.checked = Boolean(wanted && wanted.has(box.value));
  }
}

const isStated = (facet) => atlas.nodes.some((thing) => valuesOf[facet](thing).some((value) => value !== UNSTATED));
$("facets").append(...FACETS.filter(isStated).map(facetControl));
document.addEventListener("pointerdown", (event) => event.target.closest("[data-facet]") || toggleFacet(null, false));
document.addEventListener("keydown", (event) => {
  const open = event.key === "Escape" && document.querySelector(".facet[aria-expanded=true]");
  if (!open) return;
  toggleFacet(null, false);
  open.focus();
});
for (const button of document.querySelectorAll("[data-type]")) {
  button.addEventListener("click", () => {
    const { type } = button.dataset;
    if (!state.types.delete(type)) state.types.add(type);
    keeping(middleBank(), showState);
  });
}
