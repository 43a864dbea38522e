/* What lies under the pointer, and what is told of it there. A page sets what a click does. */
const choosing = { thing: () => {}, bond: () => {}, fold: () => {}, twice: () => {} };
/* The first quote of an edge or thing, where the page has it. */
let firstQuote = () => null;

function thingAt(point) {
  const at = network.DOMtoCanvas(point);
  const under = hits.filter((hit) => at.x > hit.left && at.x < hit.right && at.y > hit.top && at.y < hit.bottom);
  const distance = (hit) => (hit.x - at.x) ** 2 + (hit.y - at.y) ** 2;
  return under.length ? under.reduce((best, hit) => (distance(hit) < distance(best) ? hit : best)).thing : null;
}

function bondAt(point) {
  const edge = bonds.get(network.getEdgeAt(point));
  return edge && edge.type !== "via" ? edge : null;
}

heard.click = ({ pointer }) => {
  const thing = thingAt(pointer.DOM);
  const bond = thing ? null : bondAt(pointer.DOM);
  hideTip();
  if (thing && thing.fold) choosing.fold(thing.home);
  else if (thing) choosing.thing(thing);
  else if (bond) choosing.bond(bond);
};
// The browser tells a double click by when the clicks were made, however long the first one takes to be answered.
$("map").addEventListener("dblclick", (event) => {
  const frame = $("map").getBoundingClientRect();
  const thing = thingAt({ x: event.clientX - frame.left, y: event.clientY - frame.top });
  if (thing && !thing.fold) choosing.twice(thing);
});

function hideTip() {
  $("tip").hidden = true;
}

function tipFor(thing, bond) {
  if (thing && thing.fold) return [make("p", {}, said("map.open_fold", { n: thing.rest }))];
  const head = thing ? [told(cut(thing.name, 60))] : [told(cut(things.get(bond.from).name, 30)), " ", make("span", { class: "mute" }, said(relation(bond.type, true))), " ", told(cut(things.get(bond.to).name, 30))];
  const content = [make("p", { class: "tip-name" }, head)];
  const bank = thing && thing.type !== "bank" && bankOf(thing);
  if (thing) content.push(make("p", { class: "tip-meta" }, typeAndKind(thing), bank ? [" · ", told(bank.name)] : ""));
  const quote = firstQuote(thing, bond);
  if (quote) content.push(make("blockquote", { lang: "zh-CN" }, quote.pieces), make("p", { class: "tip-meta" }, told(cut(quote.document, 60))));
  return content;
}

$("map").addEventListener("pointermove", (event) => {
  if (event.pointerType === "touch" || event.buttons) return hideTip();
  const frame = $("map").getBoundingClientRect();
  const point = { x: event.clientX - frame.left, y: event.clientY - frame.top };
  const thing = thingAt(point);
  const bond = thing ? null : bondAt(point);
  const hovered = thing ? thing.id : null;
  $("map").style.cursor = thing || bond ? "pointer" : "";
  if (hovered !== state.hovered) {
    state.hovered = hovered;
    network.redraw();
  }
  if (!thing && !bond) return hideTip();
  const tip = $("tip");
  tip.replaceChildren(...tipFor(thing, bond));
  tip.hidden = false;
  tip.style.left = `${Math.max(8, Math.min(point.x + 16, frame.width - tip.offsetWidth - 8))}px`;
  tip.style.top = `${point.y + 20 + tip.offsetHeight > frame.height ? Math.max(8, point.y - tip.offsetHeight - 12) : point.y + 20}px`;
});
$("map").addEventListener("pointerleave", () => {
  state.hovered = null;
  hideTip();
  network.redraw();
});
