/* The address keeps what the reader has chosen, so that back and forward work and a view can be linked. */
const FACETS = ["kind", "theme", "stage", "region", "document", "year"];
const atFirst = TYPES.filter((type) => !onDemand.has(type)).join();

function address() {
  const kept = new URLSearchParams();
  if (things.has(state.selected)) kept.set("at", state.selected);
  if (bonds.has(state.selected)) {
    const { from, type, to } = bonds.get(state.selected);
    kept.set("line", JSON.stringify([from, type, to]));
  }
  const types = TYPES.filter((type) => state.types.has(type)).join();
  if (types !== atFirst) kept.set("types", types);
  for (const [facet, values] of state.facets) for (const value of values) kept.append(facet, value);
  for (const id of state.opened) kept.append("open", id);
  for (const id of state.expanded) kept.append("around", id);
  if (state.path) {
    kept.set("from", state.path.from);
    kept.set("to", state.path.to);
  }
  if (state.table) kept.set("view", "table");
  return kept.toString();
}

function remember() {
  const hash = address();
  if (hash !== location.hash.slice(1)) history.pushState(null, "", `#${hash}`);
}

function recall() {
  const kept = new URLSearchParams(location.hash.slice(1));
  const at = kept.get("at");
  state.selected = things.has(at) ? at : bondNamed(kept.get("line"));
  state.types = new Set((kept.get("types") ?? atFirst).split(",").filter((type) => TYPES.includes(type)));
  state.facets = new Map(FACETS.filter((facet) => kept.has(facet)).map((facet) => [facet, new Set(kept.getAll(facet))]));
  state.opened = new Set(kept.getAll("open").filter((id) => rest.has(id)));
  state.expanded = new Set(kept.getAll("around").filter((id) => things.has(id)));
  state.path = kept.has("from") ? { from: kept.get("from"), to: kept.get("to") || "" } : null;
  state.table = kept.get("view") === "table";
}

function bondNamed(text) {
  try {
    const [from, type, to] = JSON.parse(text) || [];
    const found = [...bonds.values()].find((edge) => edge.from === from && edge.type === type && edge.to === to);
    return found ? found.id : null;
  } catch {
    return null;
  }
}
