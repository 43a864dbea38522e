/* “Path from … to …”: the shortest chain of relations, shown in the picture and step by step with its sentences. */

/* Numbers join nothing: a path runs over relations between things. Well attested relations are tried first. */
function shortestPath(from, to) {
  const before = new Map([[from, null]]);
  let edge = [from];
  while (edge.length && !before.has(to)) {
    const next = [];
    for (const id of edge) {
      for (const { edge: bond, other } of [...links.get(id)].sort((a, b) => b.edge.weight - a.edge.weight)) {
        if (bond.type === "reports" || before.has(other)) continue;
        before.set(other, { id, bond });
        next.push(other);
      }
    }
    edge = next;
  }
  if (!before.has(to)) return null;
  const steps = [];
  for (let at = to; before.get(at); at = before.get(at).id) steps.unshift({ from: before.get(at).id, to: at, bond: before.get(at).bond });
  return steps;
}

function pathNow() {
  if (!state.path || !things.has(state.path.from) || !things.has(state.path.to) || state.path.from === state.path.to) return null;
  return shortestPath(state.path.from, state.path.to);
}

function startPath(from) {
  state.selected = null;
  state.path = { from, to: "" };
  showState();
  $("path-to").focus();
}

function end(name) {
  const thing = things.get(state.path[name]);
  const input = make("input", { id: `path-${name}`, type: "search", autocomplete: "off", spellcheck: "false", role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list", "aria-controls": `path-${name}-list` });
  input.value = thing ? thing.name : "";
  const list = labelled(make("ul", { id: `path-${name}-list`, class: "suggestions", role: "listbox", hidden: true }), "aria-label", "find.suggestions");
  suggesting(input, list, (entry) => {
    state.path = { ...state.path, [name]: entry.id };
    showState();
    if (name === "from" && !state.path.to) $("path-to").focus();
    else if (state.route.length) fit(1.25, state.route);
  });
  return make("div", { class: "end" }, make("label", { for: input.id }, said(`path.${name}`)), make("div", { class: "find" }, input, list));
}

function showPath() {
  const steps = pathNow();
  const both = state.path.from && state.path.to;
  const answer = [];
  if (both && state.path.from === state.path.to) answer.push(make("p", { class: "mute" }, said("path.same")));
  else if (both && !steps) answer.push(make("p", { class: "mute", role: "status" }, said("path.none")));
  else if (steps) {
    const rows = steps.map(({ bond, from, to }) => make("li", { class: "step" },
      make("p", { class: "row" }, make("span", { class: "who" }, glyph(shapeOf(things.get(from))), link(things.get(from))),
        make("span", { class: "verb" }, said(relation(bond.type, bond.from === from))),
        make("span", { class: "who" }, glyph(shapeOf(things.get(to))), link(things.get(to)))),
      quotesFor(bond.quotes.slice(0, 1), [from, to]).map(quotation)));
    answer.push(section("path.title", said("path.found", { n: steps.length }), "", make("ol", { class: "steps" }, rows)));
  }
  fillPane(
    make("div", { class: "kicker" }, said("path.title"), make("button", { class: "close", onclick: () => {
      state.path = null;
      showState();
    } }, said("act.close"))),
    make("p", { class: "lead" }, said("path.lead")),
    make("div", { class: "ends" }, end("from"), end("to"),
      make("button", { class: "to", onclick: () => {
        state.path = { from: state.path.to, to: state.path.from };
        showState();
      } }, said("path.swap"))),
    ...answer,
  );
}
