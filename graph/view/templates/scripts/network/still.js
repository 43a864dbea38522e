/* While the reader drags, a still of the picture moves along: thousands of curves and labels take longer to draw than a
   step has time. The first still is what the window shows; when the window leaves it, a larger one is drawn. */
const BEYOND = 0.5;
let isDragged = false;
let still = null;

const frameOf = (canvas, left, top, width, height) => {
  const [first, last] = [network.DOMtoCanvas({ x: left, y: top }), network.DOMtoCanvas({ x: left + width, y: top + height })];
  return { canvas, left: first.x, top: first.y, right: last.x, bottom: last.y };
};

function sheet(width, height) {
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * devicePixelRatio);
  canvas.height = Math.round(height * devicePixelRatio);
  return canvas;
}

function takeStill() {
  const { clientWidth: width, clientHeight: height } = $("map");
  const canvas = sheet(width, height);
  canvas.getContext("2d").drawImage($("map").querySelector("canvas"), 0, 0);
  still = frameOf(canvas, 0, 0, width, height);
  isDragged = true;
}

function dropStill() {
  still = null;
  isDragged = false;
}

/* The part of the picture that the window shows; beyond what there is, it shows nothing. */
function seenNow() {
  const { clientWidth: width, clientHeight: height } = $("map");
  const [seen, all] = [frameOf(null, 0, 0, width, height), bounds()];
  return { left: Math.max(seen.left, all.left), top: Math.max(seen.top, all.top), right: Math.min(seen.right, all.right), bottom: Math.min(seen.bottom, all.bottom) };
}

/* Draw the window and some of what lies round it. Whole pixels from the window, so that nothing blurs. */
function drawStill() {
  const { clientWidth: width, clientHeight: height } = $("map");
  const [all, scale] = [bounds(), network.getScale()];
  const [first, last] = [network.canvasToDOM({ x: all.left, y: all.top }), network.canvasToDOM({ x: all.right, y: all.bottom })];
  const left = Math.floor(Math.max(first.x, -width * BEYOND));
  const top = Math.floor(Math.max(first.y, -height * BEYOND));
  const right = Math.ceil(Math.min(last.x, width * (1 + BEYOND)));
  const bottom = Math.ceil(Math.min(last.y, height * (1 + BEYOND)));
  const canvas = sheet(Math.max(1, right - left), Math.max(1, bottom - top));
  const made = frameOf(canvas, left, top, right - left, bottom - top);
  const ctx = canvas.getContext("2d");
  ctx.scale(devicePixelRatio * scale, devicePixelRatio * scale);
  ctx.translate(-made.left, -made.top);
  const lines = Object.values(network.body.edges).filter(({ connected, from, to }) => connected && crosses(made, from, to));
  drawTwins(ctx);
  for (const drawn of lines) drawn.draw(ctx);
  for (const shape of shapes.values()) if (crosses(made, shape, shape)) drawGlyph(ctx, shape, shape.x, shape.y);
  for (const drawn of lines) drawn.drawArrows(ctx);
  drawLabels(ctx, scale, { x: (made.left + made.right) / 2, y: (made.top + made.bottom) / 2 }, { x: right - left, y: bottom - top });
  return made;
}

/* Whether a line between two points, which may bend a little, can be seen in a frame. */
function crosses({ left, top, right, bottom }, a, b) {
  const bend = 40 + Math.hypot(a.x - b.x, a.y - b.y) * 0.1;
  return Math.max(a.x, b.x) + bend > left && Math.min(a.x, b.x) - bend < right && Math.max(a.y, b.y) + bend > top && Math.min(a.y, b.y) - bend < bottom;
}

function moveStill(ctx) {
  if (!shapes.size) return;
  const seen = seenNow();
  const isInside = still && seen.left >= still.left - 1 && seen.top >= still.top - 1 && seen.right <= still.right + 1 && seen.bottom <= still.bottom + 1;
  if (!isInside && seen.left < seen.right && seen.top < seen.bottom) still = drawStill();
  if (still) ctx.drawImage(still.canvas, still.left, still.top, still.right - still.left, still.bottom - still.top);
}
