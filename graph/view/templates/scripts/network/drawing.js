/* How things are drawn: a shape for each type, and labels that keep their size and give way to better attested ones. */
const FROM_AFAR = 0.6;
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

const leafRadius = (thing) => Math.min(7, 3.5 + 0.5 * Math.sqrt(thing.mentions || 1));
const radiusOf = (thing) => (thing.fold ? 3 : thing.type === "bank" ? thing.radius : leafRadius(thing));
const labelOf = (thing) => (thing.fold ? say("map.fold", { n: thing.rest }) : thing.label);

function drawGlyph(ctx, { thing, hollow }, x, y) {
  const r = radiusOf(thing);
  const shape = shapeOf(thing);
  const isChosen = thing.id === state.selected;
  ctx.beginPath();
  if (isChosen) {
    ctx.arc(x, y, r + 5, 0, 2 * Math.PI);
    ctx.fillStyle = paint.paper;
    ctx.fill();
    ctx.lineWidth = 2;
    ctx.strokeStyle = paint.accent;
    ctx.stroke();
    ctx.beginPath();
  }
  ctx.fillStyle = ctx.strokeStyle = paint[shape] || paint["ink-2"];
  if (thing.fold) {
    for (const step of [-4, 0, 4]) ctx.rect(x + step - 1, y - 1, 2, 2);
    ctx.fill();
    return;
  }
  if (shape === "program") {
    const d = r * 1.25;
    ctx.moveTo(x, y - d);
    ctx.lineTo(x + d, y);
    ctx.lineTo(x, y + d);
    ctx.lineTo(x - d, y);
    ctx.closePath();
  } else if (shape === "partner") ctx.rect(x - r * 0.95, y - r * 0.95, r * 1.9, r * 1.9);
  else if (shape === "metric") for (const [step, height] of [[-4, 4], [-1, 7], [2, 10]]) ctx.rect(x + step, y + 5 - height, 2, height);
  else ctx.arc(x, y, r, 0, 2 * Math.PI);
  if (shape === "unit" || hollow) {
    ctx.fillStyle = paint.paper;
    if (hollow) ctx.strokeStyle = paint["edge-2"];
    ctx.lineWidth = 1.6;
    ctx.fill();
    ctx.stroke();
  } else ctx.fill();
  if (thing.id === state.hovered && !isChosen) {
    ctx.lineWidth = 2;
    ctx.strokeStyle = paint.accent;
    ctx.stroke();
  }
}

/* Which labels go first: what was chosen, then banks, what is linked with the choice, and the rest from near only. */
function ranking() {
  const near = new Set([...(links.get(state.selected) || []).map(({ other }) => other), ...state.route]);
  return (thing) => (thing.id === state.selected || thing.id === state.hovered ? 3 : thing.type === "bank" ? 2 : near.has(thing.id) ? 1 : 0);
}

/* Measuring a text is slow, and the same labels are drawn over and over. */
const widths = new Map();

function widthOf(ctx, text, isBold) {
  const key = isBold ? `b${text}` : text;
  if (!widths.has(key)) {
    ctx.font = `${isBold ? "700 " : ""}12px ${FONT}`;
    widths.set(key, ctx.measureText(text).width / 12);
  }
  return widths.get(key);
}

function labelBox(ctx, { thing, x, y }, r, unit) {
  const clear = (thing.id === state.selected ? r + 5 : r) + 5 * unit;
  const isBank = thing.type === "bank";
  const size = (isBank ? 13 : 12) * unit;
  const isBold = isBank || thing.id === state.selected;
  const width = widthOf(ctx, labelOf(thing), isBold) * size;
  const font = `${isBold ? "700 " : ""}${size}px ${FONT}`;
  if (isBank) return { font, left: x - width / 2, right: x + width / 2, top: y + clear - 2 * unit, bottom: y + clear + size };
  const across = thing.side < 0 ? { left: x - clear - width, right: x - clear } : { left: x + clear, right: x + clear + width };
  return { font, ...across, top: y - 6.5 * unit, bottom: y + 6.5 * unit };
}

/* Boxes on a grid, so that a label is compared only with those near it. */
function crowd(cell) {
  const cells = new Map();
  const keys = (box) => {
    const found = [];
    for (let i = Math.floor(box.left / cell); i <= Math.floor(box.right / cell); i += 1) {
      for (let j = Math.floor(box.top / cell); j <= Math.floor(box.bottom / cell); j += 1) found.push(i * 65536 + j);
    }
    return found;
  };
  return {
    meets: (box) => keys(box).some((key) => (cells.get(key) || []).some((other) => box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom)),
    add: (box) => keys(box).forEach((key) => (cells.has(key) ? cells.get(key).push(box) : cells.set(key, [box]))),
  };
}

function drawLabels(ctx, scale, centre, size) {
  const unit = scale < 1 ? 1 / scale : 1;
  const first = ranking();
  const scored = [...shapes.values()].map((shape) => [first(shape.thing) * 1000 + (shape.thing.radius || 0), shape]);
  const order = scored.sort((a, b) => b[0] - a[0]).map(([, shape]) => shape);
  const taken = crowd(120 * unit);
  labels = [];
  hits = [];
  ctx.textBaseline = "middle";
  ctx.lineJoin = "round";
  for (const shape of order) {
    const { thing, x, y } = shape;
    if (Math.abs(x - centre.x) > size.x / 2 / scale + 200 * unit || Math.abs(y - centre.y) > size.y / 2 / scale + 40 * unit) continue;
    const r = radiusOf(thing);
    const hit = { thing, x, y, left: x - r - 3 * unit, right: x + r + 3 * unit, top: y - Math.max(r, 7 * unit), bottom: y + Math.max(r, 7 * unit) };
    hits.push(hit);
    const rank = first(thing);
    if (scale < FROM_AFAR && rank === 0) continue;
    const box = labelBox(ctx, shape, r, unit);
    if (rank < 3 && taken.meets(box)) continue;
    taken.add(box);
    labels.push({ id: thing.id, ...box });
    hit.left = Math.min(hit.left, box.left);
    hit.right = Math.max(hit.right, box.right);
    hit.bottom = Math.max(hit.bottom, box.bottom);
    ctx.strokeStyle = paint.paper;
    ctx.lineWidth = 3 * unit;
    ctx.fillStyle = thing.id === state.hovered ? paint.accent : thing.fold || shape.hollow ? paint["ink-2"] : paint.ink;
    const middle = (box.top + box.bottom) / 2 + unit;
    if (ctx.font !== box.font) ctx.font = box.font;
    ctx.strokeText(labelOf(thing), box.left, middle);
    ctx.fillText(labelOf(thing), box.left, middle);
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
