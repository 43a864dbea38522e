/* Quotes: made by a script, or opened under the row that they prove. */
function quotation({ pieces, document: name, first, last, href }) {
  const place = href ? make("a", { class: "at", href: root + href }, said("quote.at", { first, last })) : make("span", { class: "at" }, said("quote.at", { first, last }));
  return make("div", { class: "ev" },
    make("blockquote", { lang: "zh-CN" }, pieces.map(([text, isMark]) => (isMark ? make("mark", { class: text.length > 16 ? "long" : null }, text) : text))),
    make("footer", {}, href ? make("a", { href: root + href, lang: "zh-CN" }, name) : told(name), place));
}

/* “证 n” with the quotes made when it is first pressed; `row` tells after which element they stand. */
function proof(evidence, row, wrap = (block) => block) {
  if (!evidence.length) return make("span", { class: "no" }, "–");
  let block = null;
  const button = make("button", { class: "q", "aria-expanded": "false", onclick: () => {
    if (!block) row().after((block = wrap(make("div", { class: "evblock" }, evidence.map(quotation)))));
    else block.hidden = !block.hidden;
    button.setAttribute("aria-expanded", String(!block.hidden));
  } }, said("quote.count", { n: evidence.length }));
  return button;
}

function setOpen(button, open) {
  $(button.getAttribute("aria-controls")).hidden = !open;
  button.setAttribute("aria-expanded", String(open));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest(".q[aria-controls]");
  if (button) setOpen(button, button.getAttribute("aria-expanded") !== "true");
});

/* Who comes to a row by its address sees its quotes. */
function openTarget() {
  const target = location.hash.length > 1 && $(location.hash.slice(1));
  const button = target && target.matches("tr, li") && target.querySelector(".q[aria-controls]");
  if (button && target.querySelector("li .q") !== button) setOpen(button, true);
}
addEventListener("hashchange", openTarget);
openTarget();
