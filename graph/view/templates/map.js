/* The picture. Places come from graph/view/layout.py; here fans are opened, labels drawn and the mouse followed. */

const LINE = 16;
const GAP = 8;
const BULGE = 44;
const BULGE_OF_ROW = 5;
const FROM_AFAR = 0.6;
const AT_FIRST = 0.92;
const FONT = getComputedStyle(document.body).fontFamily;
const paint = {};
let shapes = new Map();
let hits = [];
let labels = [];

function readPaint() {
  const style = getComputedStyle(document.documentElement);
  for (const name of ["paper", "ink", "ink-2", "accent", "edge", "edge-2", "bank", "product", "program", "partner", "unit", "metric"]) {
    paint[name] = style.getPropertyValue(`--${name}`).trim();
  }
}

/* ---------- places ---------- */
const leaves = new Map(banks.map((bank) => [bank.id, []]));
for (const thing of things.values()) if (thing.home) leaves.get(thing.home).push(thing);
for (const group of leaves.values()) group.sort((a, b) => a.rank - b.rank);

/* The same half ellipse as `column` of layout.py. */
function column(counts, reach) {
  const heights = [];
  let groups = 0;
  for (const count of counts.filter(Boolean)) {
    for (let row = 0; row < count; row += 1) heights.push(heights.length * LINE + groups * GAP);
    groups += 1;
  }
  const half = heights.length ? heights[heights.length - 1] / 2 : 0;
  const bulge = Math.min(BULGE, BULGE_OF_ROW * heights.length);
  return heights.map((y) => ({
    x: Math.floor(reach + bulge * Math.sqrt(1 - ((y - half) / (half + LINE)) ** 2) + 0.5),
    y: Math.floor(y - half + 0.5),
  }));
}

function fan(bank, opened, isOn) {
  const rows = [];
  let half = bank.radius + 24;
  for (const [side, types] of [[-1, atlas.columns.left], [1, atlas.columns.right]]) {
    const groups = types.map((type) => {
      const all = leaves.get(bank.id).filter((leaf) => leaf.side === side && leaf.type === type);
      if (onDemand.has(type) && !isOn(type)) return [];
      const seen = opened ? all : all.filter((leaf) => leaf.shown);
      const rest = all.length - seen.length;
      const fold = { id: `more:${type}:${side}:${bank.id}`, fold: true, type, home: bank.id, side, label: `其余 ${rest} 项`, name: `其余 ${rest} 项`, mentions: 1 };
      return rest ? [...seen, fold] : seen;
    });
    const spots = column(groups.map((group) => group.length), bank.reach);
    groups.flat().forEach((thing, index) => rows.push({ thing, x: side * spots[index].x, y: spots[index].y }));
    for (const spot of spots) half = Math.max(half, Math.abs(spot.y) + LINE / 2);
  }
  return { rows, half };
}

const canOpen = (bank) => leaves.get(bank.id).some((leaf) => !leaf.shown && (!onDemand.has(leaf.type) || state.types.has(leaf.type)));
const rest = new Map(banks.filter((bank) => bank.x != null).map((bank) => [bank.id, fan(bank, false, () => false).half]));

const anchored = [...things.values()].filter((thing) => thing.room).sort((a, b) => a.y - b.y || a.x - b.x);

/* Where everything lies now. A fan that has grown pushes down what lies under it; nothing else moves, so what
   did not overlap at rest does not overlap now. */
function arrange() {
  const fans = new Map([...rest.keys()].map((id) => [id, fan(things.get(id), state.opened.has(id), (type) => state.types.has(type))]));
  const growth = new Map([...fans].map(([id, { half }]) => [id, Math.max(0, half - rest.get(id))]));
  const now = new Map();
  for (const thing of anchored) {
    let y = thing.y;
    for (const [above, aboveY] of now) {
      if (above.y === thing.y || above.x - above.room[0] >= thing.x + thing.room[1] || thing.x - thing.room[0] >= above.x + above.room[1]) continue;
      y = Math.max(y, aboveY + thing.y - above.y + (growth.get(above.id) || 0) + (growth.get(thing.id) || 0));
    }
    now.set(thing, y);
  }
  const places = new Map();
  const put = (thing, x, y) => state.types.has(thing.type) && places.set(thing.id, { thing, x, y });
  for (const thing of byMentions) if (now.has(thing)) put(thing, thing.x, now.get(thing));
  for (const [id, { rows }] of fans) {
    const bank = things.get(id);
    for (const row of rows) put(row.thing, bank.x + row.x, now.get(bank) + row.y);
  }
  return places;
}

/* ---------- the network ---------- */
const nodes = new vis.DataSet();
const edges = new vis.DataSet();
const dashed = new Set(["cooperates_with", "member_of"]);
const dark = new Set(["finances", "part_of", "uses", "cooperates_with", "member_of"]);

function line(edge) {
  const hot = state.selected && (edge.id === state.selected || edge.from === state.selected || edge.to === state.selected);
  const near = things.get(edge.from).home === edge.to || things.get(edge.to).home === edge.from;
  return {
    id: edge.id,
    from: edge.from,
    to: edge.to,
    width: hot && !(things.get(state.selected) || {}).radius ? 1.75 : 1,
    color: { color: hot ? paint.accent : dark.has(edge.type) ? paint["edge-2"] : paint.edge, inherit: false },
    dashes: edge.type === "via" ? [1, 4] : dashed.has(edge.type) ? [3, 3] : false,
    arrows: edge.type === "finances" ? { to: { enabled: true, type: "vee", scaleFactor: 0.45 } } : "",
    smooth: near ? { enabled: true, type: "cubicBezier", forceDirection: "horizontal", roundness: 0.45 } : { enabled: true, type: "curvedCW", roundness: 0.08 },
  };
}

const leafRadius = (thing) => Math.min(7, 3.5 + 0.5 * Math.sqrt(thing.mentions || 1));
const radiusOf = (thing) => (thing.fold ? 3 : thing.type === "bank" ? thing.radius : leafRadius(thing));

function drawGlyph(ctx, thing, x, y) {
  const r = radiusOf(thing);
  const chosen = thing.id === state.selected;
  ctx.beginPath();
  if (chosen) {
    ctx.arc(x, y, r + 5, 0, 2 * Math.PI);
    ctx.fillStyle = paint.paper;
    ctx.fill();
    ctx.lineWidth = 2;
    ctx.strokeStyle = paint.accent;
    ctx.stroke();
    ctx.beginPath();
  }
  ctx.fillStyle = ctx.strokeStyle = paint[thing.type] || paint["ink-2"];
  if (thing.fold) {
    for (const step of [-4, 0, 4]) ctx.rect(x + step - 1, y - 1, 2, 2);
    ctx.fill();
    return;
  }
  if (thing.type === "program") {
    const d = r * 1.25;
    ctx.moveTo(x, y - d);
    ctx.lineTo(x + d, y);
    ctx.lineTo(x, y + d);
    ctx.lineTo(x - d, y);
    ctx.closePath();
  } else if (thing.type === "partner") ctx.rect(x - r * 0.95, y - r * 0.95, r * 1.9, r * 1.9);
  else if (thing.type === "metric") for (const [step, height] of [[-4, 4], [-1, 7], [2, 10]]) ctx.rect(x + step, y + 5 - height, 2, height);
  else ctx.arc(x, y, r, 0, 2 * Math.PI);
  if (thing.type === "unit") {
    ctx.fillStyle = paint.paper;
    ctx.lineWidth = 1.6;
    ctx.fill();
    ctx.stroke();
  } else ctx.fill();
  if (thing.id === state.hovered && !chosen) {
    ctx.lineWidth = 2;
    ctx.strokeStyle = paint.accent;
    ctx.stroke();
  }
}

const options = JSON.parse(atlas.options);
options.nodes.ctxRenderer = ({ ctx, id, x, y }) => {
  const { thing } = shapes.get(id);
  const size = 2 * radiusOf(thing) + 2;
  return { drawNode: () => drawGlyph(ctx, thing, x, y), nodeDimensions: { width: size, height: size } };
};

/* Labels keep 12 px on the screen and give way to better attested ones; from afar only banks have labels. */
function drawLabels(ctx) {
  const scale = network.getScale();
  const unit = scale < 1 ? 1 / scale : 1;
  const near = new Set(state.selected && links.get(state.selected) ? links.get(state.selected).map(({ other }) => other) : []);
  const first = (thing) => (thing.id === state.selected || thing.id === state.hovered ? 3 : thing.type === "bank" ? 2 : near.has(thing.id) ? 1 : 0);
  const order = [...shapes.values()].sort((a, b) => first(b.thing) - first(a.thing) || (b.thing.radius || 0) - (a.thing.radius || 0));
  const half = { x: $("map").clientWidth / 2 / scale, y: $("map").clientHeight / 2 / scale };
  const centre = network.getViewPosition();
  labels = [];
  hits = [];
  ctx.textBaseline = "middle";
  ctx.lineJoin = "round";
  for (const { thing, x, y } of order) {
    if (Math.abs(x - centre.x) > half.x + 200 * unit || Math.abs(y - centre.y) > half.y + 40 * unit) continue;
    const r = radiusOf(thing);
    const hit = { thing, x, y, left: x - r - 3 * unit, right: x + r + 3 * unit, top: y - Math.max(r, 7 * unit), bottom: y + Math.max(r, 7 * unit) };
    hits.push(hit);
    const rank = first(thing);
    const clear = (thing.id === state.selected ? r + 5 : r) + 5 * unit;
    if (scale < FROM_AFAR && rank === 0) continue;
    const bank = thing.type === "bank";
    const size = (bank ? 13 : 12) * unit;
    ctx.font = `${bank || thing.id === state.selected ? "700 " : ""}${size}px ${FONT}`;
    const width = ctx.measureText(thing.label).width;
    const label = bank
      ? { left: x - width / 2, right: x + width / 2, top: y + clear - 2 * unit, bottom: y + clear + size }
      : thing.side < 0
        ? { left: x - clear - width, right: x - clear }
        : { left: x + clear, right: x + clear + width };
    if (!bank) Object.assign(label, { top: y - 7 * unit, bottom: y + 7 * unit });
    if (rank < 3 && labels.some((other) => label.left < other.right && other.left < label.right && label.top < other.bottom && other.top < label.bottom)) continue;
    labels.push({ id: thing.id, ...label });
    hit.left = Math.min(hit.left, label.left);
    hit.right = Math.max(hit.right, label.right);
    hit.bottom = Math.max(hit.bottom, label.bottom);
    ctx.strokeStyle = paint.paper;
    ctx.lineWidth = 3 * unit;
    ctx.fillStyle = thing.id === state.hovered ? paint.accent : thing.fold ? paint["ink-2"] : paint.ink;
    const middle = (label.top + label.bottom) / 2 + unit;
    ctx.strokeText(thing.label, label.left, middle);
    ctx.fillText(thing.label, label.left, middle);
  }
}

/* Dotted lines to things of the same name that are something else. */
function drawTwins(ctx) {
  const thing = things.get(state.selected);
  const from = thing && shapes.get(thing.id);
  if (!from) return;
  ctx.save();
  ctx.strokeStyle = paint.accent;
  ctx.lineWidth = 1.75;
  ctx.lineCap = "round";
  ctx.setLineDash([0.1, 4.5]);
  for (const to of twins(thing).map((twin) => shapes.get(twin.id)).filter(Boolean)) {
    ctx.beginPath();
    ctx.moveTo(from.x, from.y);
    ctx.bezierCurveTo((from.x + to.x) / 2, from.y, (from.x + to.x) / 2, to.y, to.x, to.y);
    ctx.stroke();
  }
  ctx.restore();
}

readPaint();
shapes = arrange();
const network = new vis.Network($("map"), { nodes, edges }, options);
network.on("beforeDrawing", drawTwins);
network.on("afterDrawing", drawLabels);

function refresh() {
  const next = arrange();
  const lines = atlas.edges.filter((edge) => next.has(edge.from) && next.has(edge.to)).map(line);
  const kept = new Set(lines.map((edge) => edge.id));
  // vis-network draws what it still has while things leave, so they leave before their places do.
  edges.remove(edges.getIds().filter((id) => !kept.has(id)));
  nodes.remove(nodes.getIds().filter((id) => !next.has(id)));
  shapes = next;
  nodes.update([...shapes.values()].map(({ thing, x, y }) => ({ id: thing.id, x, y })));
  edges.update(lines);
  network.redraw();
  const shown = [...shapes.values()].filter(({ thing }) => !thing.fold).length;
  $("total").textContent = `图中 ${shown} 个节点，${lines.length} 条关系`;
  $("reset").hidden = !state.opened.size;
  const empty = $("empty");
  empty.hidden = Boolean(shapes.size);
  empty.textContent = things.size ? "没有符合的节点。在上面打开一种类型，或看“表”。" : "图中还没有内容。先用 yinpu build 读入文档，再写这一页。";
}

/* ---------- moving about ---------- */
const narrow = () => matchMedia("(max-width: 760px)").matches;

function fit() {
  if (!shapes.size) return;
  const all = [...shapes.values()];
  const left = Math.min(...all.map(({ x }) => x)) - 130;
  const right = Math.max(...all.map(({ x }) => x)) + 130;
  const top = Math.min(...all.map(({ y }) => y)) - 40;
  const bottom = Math.max(...all.map(({ y }) => y)) + 40;
  const scale = Math.min($("map").clientWidth / (right - left), $("map").clientHeight / (bottom - top), 1.25);
  network.moveTo({ position: { x: (left + right) / 2, y: (top + bottom) / 2 }, scale });
}

function goTo(id) {
  const place = shapes.get(id);
  if (place) network.moveTo({ position: { x: place.x, y: place.y }, scale: Math.max(network.getScale(), 1) });
}

function start() {
  if (narrow() && banks.some((bank) => shapes.has(bank.id))) goTo([...rest.keys()].find((id) => shapes.has(id)));
  else {
    fit();
    if (network.getScale() < FROM_AFAR) network.moveTo({ position: { x: 0, y: 0 }, scale: AT_FIRST });
  }
}

function zoom(factor) {
  network.moveTo({ scale: Math.min(4, Math.max(0.05, network.getScale() * factor)) });
}

/* Change the picture, and move the window along so that one thing stays where the reader sees it. */
function keeping(id, change) {
  const before = shapes.get(id);
  change();
  const after = shapes.get(id);
  const at = network.getViewPosition();
  if (before && after) network.moveTo({ position: { x: at.x + after.x - before.x, y: at.y + after.y - before.y } });
}

function toggleFan(id) {
  keeping(id, () => {
    if (!state.opened.delete(id)) state.opened.add(id);
    refresh();
  });
}

function middleBank() {
  const { x, y } = network.getViewPosition();
  const distance = (id) => Math.hypot(shapes.get(id).x - x, shapes.get(id).y - y);
  return [...rest.keys()].filter((id) => shapes.has(id)).reduce((best, id) => (best && distance(best) <= distance(id) ? best : id), null);
}

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

network.on("click", ({ pointer }) => {
  const thing = thingAt(pointer.DOM);
  const bond = thing ? null : bondAt(pointer.DOM);
  hideTip();
  if (thing && thing.fold) toggleFan(thing.home);
  else if (thing || bond) select((thing || bond).id);
});
const STEP = 80;
const moves = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };
$("map").addEventListener("keydown", (event) => {
  const { x, y } = network.getViewPosition();
  const step = moves[event.key];
  if (step) network.moveTo({ position: { x: x + step[0] / network.getScale(), y: y + step[1] / network.getScale() } });
  else if (event.key === "+" || event.key === "=") zoom(1.3);
  else if (event.key === "-") zoom(1 / 1.3);
  else return;
  event.preventDefault();
});
network.on("doubleClick", ({ pointer }) => {
  const thing = thingAt(pointer.DOM);
  if (thing && thing.type === "bank" && canOpen(thing)) toggleFan(thing.id);
});

/* ---------- tooltip ---------- */
function hideTip() {
  $("tip").hidden = true;
}

function tipFor(thing, bond) {
  if (thing && thing.fold) return [make("p", {}, `点开看${typeName(thing)}的${thing.label}`)];
  const edge = bond || (links.get(thing.id).find((item) => item.edge.evidence) || {}).edge;
  const head = thing ? [cut(thing.name, 60)] : [cut(things.get(bond.from).name, 30), make("span", { class: "mute" }, ` ${relationName(bond.type, true)} `), cut(things.get(bond.to).name, 30)];
  const meta = thing ? [typeAndKind(thing), thing.type === "bank" ? "" : bankName(thing), thing.documents ? `${thing.documents} 份文档` : ""].filter(Boolean).join(" · ") : "";
  const content = [make("p", { class: "tip-name" }, ...head)];
  if (meta) content.push(make("p", { class: "tip-meta" }, meta));
  if (edge && edge.evidence && !(thing && thing.type === "bank")) {
    const names = thing ? namesOf(thing) : [...namesOf(things.get(bond.from)), ...namesOf(things.get(bond.to))];
    content.push(make("blockquote", {}, marked(cut(edge.evidence, 90), names)), make("p", { class: "tip-meta" }, cut(edge.document, 60)));
  }
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
