/* Search by name, alias, pinyin or its initials, with suggestions: in the head of each page, and for both ends of a
   path. The names lie in data/names.js and are read when somebody begins to search. */
const MOST_SUGGESTIONS = 9;
const plain = (text) => text.normalize("NFKC").toLowerCase().replace(/\s+/g, "");
let index = null;

async function names() {
  if (!index) {
    const rows = await load("data/names.js", "names");
    index = rows
      .map(([id, type, kind, name, aliases, bank, href, weight, spelled]) => ({
        id, type, kind, name, bank, href, weight,
        forms: [name, ...aliases].map((form, position) => [plain(form), form, ...(spelled[position] || " ").split(" ")]),
      }))
      .sort((a, b) => b.weight - a.weight || (a.id < b.id ? -1 : 1));
  }
  return index;
}

/* How well a form fits: exact, beginning, inside; then the same by pinyin. Metrics come last. */
function fit_of([form, , pinyin, initials], wanted, latin) {
  if (form === wanted) return 0;
  if (form.startsWith(wanted)) return 1;
  if (latin && (initials === wanted || pinyin === wanted)) return 2;
  if (form.includes(wanted)) return 3;
  if (!latin) return 9;
  return initials.startsWith(wanted) || pinyin.startsWith(wanted) ? 4 : initials.includes(wanted) && wanted.length > 1 ? 6 : 9;
}

function search(all, text) {
  const wanted = plain(text);
  if (!wanted) return [];
  const latin = /^[a-z0-9]+$/.test(wanted);
  const results = [];
  for (const entry of all) {
    let best = 9;
    let by = 0;
    entry.forms.forEach((form, position) => {
      const fit = fit_of(form, wanted, latin) + (position ? 0.5 : 0);
      if (fit < best) [best, by] = [fit, position];
    });
    if (best < 9) results.push({ entry, alias: by ? entry.forms[by][1] : null, order: best + (entry.type === "metric" ? 10 : 0) });
  }
  return results.sort((a, b) => a.order - b.order);
}

function hit(text, wanted) {
  const at = wanted ? text.toLowerCase().indexOf(wanted.toLowerCase()) : -1;
  return at < 0 ? [text] : [text.slice(0, at), make("b", {}, text.slice(at, at + wanted.length)), text.slice(at + wanted.length)];
}

function option({ entry, alias }, wanted, id, choose) {
  const apart = [entry.type === "bank" ? null : told(cut(entry.bank, 30)), entry.kind ? worded(`kind.${entry.type}`, entry.kind) : worded("one", entry.type)];
  const item = make("li", { role: "option", id, onclick: choose },
    glyph(entry.type),
    make("span", { class: "name", lang: "zh-CN" }, hit(cut(entry.name, 60), wanted)),
    alias ? make("span", { class: "alias" }, said("find.alias"), make("span", { lang: "zh-CN" }, hit(cut(alias, 40), wanted))) : "",
    make("span", { class: "of" }, apart.filter((part) => part && part.textContent).flatMap((part, position) => (position ? [" · ", part] : [part]))));
  item.addEventListener("pointerdown", (event) => event.preventDefault());
  return item;
}

/* Makes a combobox of an input and a list; `choose` gets the entry. */
function suggesting(input, list, choose) {
  let found = [];
  let current = -1;
  const close = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const point = () => {
    [...list.querySelectorAll("[role=option]")].forEach((item, position) => item.setAttribute("aria-selected", String(position === current)));
    if (current >= 0) input.setAttribute("aria-activedescendant", `${list.id}-${current}`);
    else input.removeAttribute("aria-activedescendant");
  };
  const take = (position) => {
    const { entry } = found[position];
    close();
    choose(entry);
  };
  const suggest = async () => {
    const wanted = input.value.trim();
    const all = wanted ? search(await names(), wanted) : [];
    if (wanted !== input.value.trim()) return;
    found = all.slice(0, MOST_SUGGESTIONS);
    current = found.length ? 0 : -1;
    const items = found.map((one, position) => option(one, wanted, `${list.id}-${position}`, () => take(position)));
    if (all.length > found.length) items.push(make("li", { class: "mute", role: "option", "aria-disabled": "true" }, said("find.more", { n: all.length - found.length })));
    if (wanted && !all.length) items.push(make("li", { class: "mute", role: "option", "aria-disabled": "true" }, said("find.nothing")));
    list.replaceChildren(...items);
    list.hidden = !items.length;
    input.setAttribute("aria-expanded", String(Boolean(items.length)));
    point();
  };
  input.addEventListener("input", suggest);
  input.addEventListener("focus", () => {
    names();
    if (input.value) suggest();
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    else if (event.key === "Enter" && current >= 0 && !list.hidden) {
      event.preventDefault();
      take(current);
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && found.length) {
      current = (current + (event.key === "ArrowDown" ? 1 : -1) + found.length) % found.length;
      point();
      event.preventDefault();
    }
  });
}

/* What choosing a name in the head does: the overview shows it, another page goes where it is shown. */
let chosen = (entry) => {
  location.href = entry.href ? root + entry.href : `${root}index.html#${new URLSearchParams({ at: entry.id })}`;
};

if ($("find")) {
  suggesting($("find"), $("suggestions"), (entry) => {
    $("find").value = "";
    chosen(entry);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !event.target.closest("input, textarea")) {
      event.preventDefault();
      $("find").focus();
    }
  });
}
