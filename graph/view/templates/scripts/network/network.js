/* The network of vis-network: what it shows, and how one moves about in it. */
const nodes = new vis.DataSet();
const edges = new vis.DataSet();
const dashed = new Set(["cooperates_with", "member_of"]);
const dark = new Set(["finances", "part_of", "uses", "cooperates_with", "member_of"]);
// So many curves take longer to draw than a picture in motion has time.
const MANY_LINES = 2000;
const options = JSON.parse(atlas.options);
options.nodes.ctxRenderer = ({ ctx, id, x, y }) => {
  const shape = shapes.get(id);
  const size = 2 * radiusOf(shape.thing) + 2;
  return { drawNode: () => drawGlyph(ctx, shape, x, y), nodeDimensions: { width: size, height: size } };
};

function onRoute(edge) {
  const at = state.route.indexOf(edge.from);
  return at >= 0 && (state.route[at + 1] === edge.to || state.route[at - 1] === edge.to);
}

function line(edge) {
  const isRoute = onRoute(edge);
  const isHot = isRoute || (state.selected && (edge.id === state.selected || edge.from === state.selected || edge.to === state.selected));
  const near = things.get(edge.from).home === edge.to || things.get(edge.to).home === edge.from;
  return {
    id: edge.id,
    from: edge.from,
    to: edge.to,
    width: isRoute || (isHot && !(things.get(state.selected) || {}).radius) ? 1.75 : 1,
    color: { color: isHot ? paint.accent : dark.has(edge.type) ? paint["edge-2"] : paint.edge, inherit: false, opacity: state.route.length && !isHot ? 0.4 : 1 },
    dashes: edge.type === "via" ? [1, 4] : dashed.has(edge.type) ? [3, 3] : false,
    arrows: edge.type === "finances" ? { to: { enabled: true, type: "vee", scaleFactor: 0.45 } } : "",
    smooth: near ? { enabled: true, type: "cubicBezier", forceDirection: "horizontal", roundness: 0.45 } : { enabled: true, type: "curvedCW", roundness: 0.08 },
  };
}

/* What the network of vis-network tells of itself, and who listens. */
const heard = {
  beforeDrawing: (ctx) => (isDragged ? moveStill(ctx) : drawTwins(ctx)),
  afterDrawing: (ctx) => isDragged || drawLabels(ctx, network.getScale(), network.getViewPosition(), { x: $("map").clientWidth, y: $("map").clientHeight }),
  dragStart: takeStill,
  dragEnd: dropStill,
};
let network = null;
readPaint();

/* Show what is to be shown now; returns how many things and relations that is. */
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
  const isSlow = lines.length > MANY_LINES;
  const changes = isSlow !== options.interaction.hideEdgesOnZoom;
  options.interaction.hideEdgesOnZoom = isSlow;
  still = null;
  if (network) {
    if (changes) network.setOptions({ interaction: { hideEdgesOnZoom: isSlow } });
    network.redraw();
  } else begin();
  return { things: [...shapes.values()].filter(({ thing }) => !thing.fold).length, lines: lines.length };
}

/* A network that gets all its data at once is there much sooner than one to which they are added. */
function begin() {
  network = new vis.Network($("map"), { nodes, edges }, options);
  for (const [event, answer] of Object.entries(heard)) network.on(event, answer);
}

const narrow = () => matchMedia("(max-width: 760px)").matches;

function bounds(ids) {
  const all = ids ? ids.filter((id) => shapes.has(id)).map((id) => shapes.get(id)) : [...shapes.values()];
  const [xs, ys] = [all.map(({ x }) => x), all.map(({ y }) => y)];
  return { left: Math.min(...xs) - 130, right: Math.max(...xs) + 130, top: Math.min(...ys) - 40, bottom: Math.max(...ys) + 40 };
}

/* Show all of it, or all of some things. */
function fit(closest = 1.25, ids = null) {
  if (!shapes.size) return;
  const { left, right, top, bottom } = bounds(ids);
  const scale = Math.min($("map").clientWidth / (right - left), $("map").clientHeight / (bottom - top), closest);
  // A window that is just being laid out has no size.
  if (scale > 0) network.moveTo({ position: { x: (left + right) / 2, y: (top + bottom) / 2 }, scale });
}

function goTo(id) {
  const place = shapes.get(id);
  if (place) network.moveTo({ position: { x: place.x, y: place.y }, scale: Math.max(network.getScale(), 1) });
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

function middleBank() {
  const { x, y } = network.getViewPosition();
  const distance = (id) => Math.hypot(shapes.get(id).x - x, shapes.get(id).y - y);
  return [...rest.keys()].filter((id) => shapes.has(id)).reduce((best, id) => (best && distance(best) <= distance(id) ? best : id), null);
}

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

onTheme.push(() => {
  readPaint();
  refresh();
});
onLanguage.push(() => network.redraw());
