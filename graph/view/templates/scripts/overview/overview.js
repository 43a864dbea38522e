/* The overview: what the reader chooses, and how the page shows it. */
// Nearer than this the layout leaves room for each label.
const AT_FIRST = 1;

/* Shows what is chosen; a change that the reader made goes into the address. */
function showState(isNew = true) {
  const steps = pathNow();
  state.route = steps ? [state.path.from, ...steps.map(({ to }) => to)] : [];
  forced = new Set([...state.route, ...(things.has(state.selected) ? [state.selected] : []), ...[...state.expanded].flatMap((id) => links.get(id).map(({ other }) => other))]);
  const shown = refresh();
  $("total").replaceChildren(said("map.total", { n: shown.things, edges: shown.lines }));
  $("reset").hidden = !state.opened.size && !state.expanded.size;
  $("empty").hidden = Boolean(shapes.size);
  $("empty").replaceChildren(said(things.size ? "map.empty" : "map.no_content"));
  $("as-path").setAttribute("aria-pressed", String(Boolean(state.path)));
  showFilters();
  showTable();
  showPane();
  if (isNew) remember();
}

function showPane() {
  const thing = things.get(state.selected);
  if (thing) showThing(thing);
  else if (bonds.has(state.selected)) showBond(bonds.get(state.selected));
  else if (state.path) showPath();
  else showWelcome();
}

function select(id, travel, isNew = true) {
  state.selected = things.has(id) || bonds.has(id) ? id : null;
  showState(isNew);
  if (!travel || !things.has(state.selected)) return;
  goTo(state.selected);
  $("pane").focus({ preventScroll: true });
  if (narrow()) scrollTo(0, 0);
}

function toggleFan(id) {
  keeping(id, () => {
    if (!state.opened.delete(id)) state.opened.add(id);
    showState();
  });
}

/* All neighbours of a thing, also those that a fold or a type keeps back. */
function expand(thing) {
  keeping(thing.id, () => {
    state.expanded.add(thing.id);
    showState();
  });
}

Object.assign(choosing, {
  thing: (thing) => select(thing.id),
  bond: (bond) => select(bond.id),
  fold: toggleFan,
  twice: (thing) => (thing.type === "bank" && rest.has(thing.id) && canOpen(thing) ? toggleFan(thing.id) : expand(thing)),
});
chosen = (entry) => select(entry.id, true);

$("as-map").addEventListener("click", () => {
  state.table = false;
  showState();
});
$("as-table").addEventListener("click", () => {
  state.table = true;
  showState();
});
$("as-path").addEventListener("click", () => {
  state.path = state.path || { from: things.has(state.selected) ? state.selected : "", to: "" };
  state.selected = null;
  showState();
  $(state.path.from ? "path-to" : "path-from").focus();
});
$("reset").addEventListener("click", () => {
  state.opened.clear();
  state.expanded.clear();
  keeping(middleBank(), showState);
});
$("zoom-in").addEventListener("click", () => zoom(1.3));
$("zoom-out").addEventListener("click", () => zoom(1 / 1.3));
$("zoom-fit").addEventListener("click", () => fit());

const apart = byMentions.filter((thing) => thing.x == null && thing.type !== "metric").length;
if (apart) $("apart").append(make("button", { class: "to", onclick: () => $("as-table").click() }, said("map.apart", { n: apart })));
else $("apart").remove();

/* All of it where its labels can be read, else the middle, or where rows begin. */
function frame() {
  const first = narrow() && [...rest.keys()].find((id) => shapes.has(id));
  if (first && !isFiltered()) return goTo(first);
  fit();
  if (!shapes.size || network.getScale() >= FROM_AFAR) return;
  const { left, top } = bounds();
  const half = { x: $("map").clientWidth / 2 / AT_FIRST, y: $("map").clientHeight / 2 / AT_FIRST };
  network.moveTo({ position: isFiltered() ? { x: left + half.x, y: top + half.y } : { x: 0, y: 0 }, scale: AT_FIRST });
}

/* Filters lay out the picture anew. */
function filter() {
  showState();
  frame();
}

function follow() {
  recall();
  showState(false);
  if (things.has(state.selected)) goTo(state.selected);
  else if (state.route.length) fit(1.25, state.route);
  else if (isFiltered()) frame();
}
addEventListener("popstate", follow);
addEventListener("hashchange", () => address() !== location.hash.slice(1) && follow());

recall();
showState(false);
frame();
if (things.has(state.selected)) goTo(state.selected);
else if (state.route.length) fit(1.25, state.route);
// The picture stands; now what the panel quotes.
requestAnimationFrame(() => setTimeout(() => readQuotes().then((isFirst) => isFirst && (state.selected || state.path) && showPane())));
