/* Search by name and alias, with suggestions. */

const MOST_SUGGESTIONS = 9;
const plain = (text) => text.normalize("NFKC").toLowerCase();
const index = byMentions.map((thing) => ({ thing, name: plain(thing.name), aliases: (thing.aliases || []).map((alias) => [plain(alias), alias]) }));
let found = [];
let current = -1;

/* A name that begins with the words comes before one that contains them, then aliases in the same order. */
function search(text) {
  const wanted = plain(text.trim());
  if (!wanted) return [];
  const results = [];
  for (const { thing, name, aliases } of index) {
    const alias = aliases.find(([form]) => form.includes(wanted));
    const at = name.indexOf(wanted);
    if (at < 0 && !alias) continue;
    const order = name === wanted ? 0 : at === 0 ? 1 : alias && alias[0] === wanted ? 2 : at > 0 ? 3 : alias[0].startsWith(wanted) ? 4 : 5;
    results.push({ thing, alias: at < 0 ? alias[1] : null, order: order + (thing.type === "metric" ? 6 : 0) });
  }
  return results.sort((a, b) => a.order - b.order);
}

function suggest() {
  const all = search($("find").value);
  found = all.slice(0, MOST_SUGGESTIONS);
  current = found.length ? 0 : -1;
  const wanted = $("find").value.trim();
  const items = found.map(({ thing, alias }, position) => {
    const item = make("li", { role: "option", id: `s${position}`, onclick: () => choose(position) },
      glyph(thing.type),
      make("span", { class: "name" }, ...hit(cut(thing.name, 60), wanted)),
      alias ? make("span", { class: "alias" }, "又作 ", ...hit(cut(alias, 40), wanted)) : "",
      make("span", { class: "of" }, ...toldApart(thing)));
    item.addEventListener("pointerdown", (event) => event.preventDefault());
    return item;
  });
  if (all.length > found.length) items.push(make("li", { class: "mute", role: "presentation" }, `另有 ${all.length - found.length} 项，请再写几个字`));
  if (wanted && !all.length) items.push(make("li", { class: "mute", role: "presentation" }, "没有这个名称或别名。"));
  $("suggestions").replaceChildren(...items);
  $("suggestions").hidden = !items.length;
  $("find").setAttribute("aria-expanded", String(Boolean(items.length)));
  point();
}

function toldApart(thing) {
  const parts = thing.type === "metric" ? [bankName(thing), figure(thing), thing.date] : [thing.type === "bank" ? "" : bankName(thing), kindName(thing) || typeName(thing)];
  return parts.filter(Boolean).flatMap((part, position) => (position ? [" · ", part] : [part]));
}

function hit(text, wanted) {
  const at = wanted ? text.toLowerCase().indexOf(wanted.toLowerCase()) : -1;
  return at < 0 ? [text] : [text.slice(0, at), make("b", {}, text.slice(at, at + wanted.length)), text.slice(at + wanted.length)];
}

function point() {
  [...$("suggestions").querySelectorAll("[role=option]")].forEach((item, position) => item.setAttribute("aria-selected", String(position === current)));
  if (current >= 0) $("find").setAttribute("aria-activedescendant", `s${current}`);
  else $("find").removeAttribute("aria-activedescendant");
}

function closeSuggestions() {
  $("suggestions").hidden = true;
  $("find").setAttribute("aria-expanded", "false");
}

function choose(position) {
  const { thing } = found[position];
  $("find").value = "";
  closeSuggestions();
  select(thing.id, true);
}

$("find").addEventListener("input", suggest);
$("find").addEventListener("focus", () => $("find").value && suggest());
$("find").addEventListener("blur", closeSuggestions);
$("find").addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeSuggestions();
  else if (event.key === "Enter" && current >= 0 && !$("suggestions").hidden) choose(current);
  else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    if (!found.length) return;
    current = (current + (event.key === "ArrowDown" ? 1 : -1) + found.length) % found.length;
    point();
    event.preventDefault();
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && document.activeElement !== $("find")) {
    event.preventDefault();
    $("find").focus();
  }
});
