/* Where things lie. Places come from graph/view/network/layout.py; here fans are opened and filtered. */
const LINE = 16;
const GAP = 8;
const BULGE = 44;
const BULGE_OF_ROW = 5;
const LONGEST = 15;
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

/* Things that are shown whatever else holds: the chosen one, a path, the neighbours that were asked for. */
let forced = new Set();
/* What the filters let through; filters.js says more. */
let matches = () => true;
let isFiltered = () => false;
const isOn = (thing) => state.types.has(thing.type) && matches(thing);

function seenIn(group, opened) {
  if (isFiltered()) {
    const fitting = group.filter(isOn);
    const best = new Set([...fitting].sort((a, b) => b.mentions - a.mentions).slice(0, opened || fitting.length <= LONGEST + 1 ? Infinity : LONGEST));
    return group.filter((leaf) => best.has(leaf) || forced.has(leaf.id));
  }
  return group.filter((leaf) => forced.has(leaf.id) || (state.types.has(leaf.type) && (opened || leaf.shown)));
}

/* The rows of a group that is at rest: what it shows, and one for the rest of it. */
function closed(group) {
  const shown = group.filter((leaf) => leaf.shown);
  return shown.length && shown.length < group.length ? [...shown, null] : shown;
}

function fan(bank, opened, resting) {
  const rows = [];
  let half = bank.radius + 24;
  for (const [side, types] of [[-1, atlas.columns.left], [1, atlas.columns.right]]) {
    const groups = types.map((type) => {
      const group = leaves.get(bank.id).filter((leaf) => leaf.side === side && leaf.type === type);
      if (resting) return onDemand.has(type) ? [] : closed(group);
      const seen = seenIn(group, opened);
      const rest = group.filter(isOn).length - seen.filter(isOn).length;
      const fold = { id: `more:${type}:${side}:${bank.id}`, fold: true, type, home: bank.id, side, rest, mentions: 1 };
      return rest && seen.length ? [...seen, fold] : seen;
    });
    const spots = column(groups.map((group) => group.length), bank.reach);
    groups.flat().forEach((thing, position) => rows.push({ thing, x: side * spots[position].x, y: spots[position].y }));
    for (const spot of spots) half = Math.max(half, Math.abs(spot.y) + LINE / 2);
  }
  return { rows, half };
}

const canOpen = (bank) => leaves.get(bank.id).some((leaf) => !leaf.shown && (!onDemand.has(leaf.type) || state.types.has(leaf.type)));
const rest = new Map(banks.filter((bank) => bank.x != null).map((bank) => [bank.id, fan(bank, false, true).half]));
const anchored = [...things.values()].filter((thing) => thing.room).sort((a, b) => a.y - b.y || a.x - b.x);

/* With filters set little is left of most fans: then they stand in rows, in the order of their places, so that all
   that passes can be read at once. Without filters everything is back where it was. */
const ROOM = 28;
const WINDOW = 1.5;
const CHARACTER = 12;

function shelved(boxes) {
  const area = boxes.reduce((sum, box) => sum + (box.left + box.right + ROOM) * (box.height + ROOM), 0);
  const width = Math.max(Math.sqrt(area * WINDOW), ...boxes.map((box) => box.left + box.right + ROOM));
  const places = new Map();
  let [x, y, row] = [0, 0, []];
  const close = () => {
    const height = Math.max(0, ...row.map(({ box }) => box.height));
    for (const { box, left } of row) places.set(box.thing, { x: Math.round(left + box.left), y: Math.round(y + height / 2) });
    y += height + ROOM;
    [x, row] = [0, []];
  };
  for (const box of boxes) {
    if (row.length && x + box.left + box.right > width) close();
    row.push({ box, left: x });
    x += box.left + box.right + ROOM;
  }
  close();
  return places;
}

function boxOf(thing, rows) {
  const reach = (side) => Math.max(thing.reach || 8, ...rows.filter((row) => Math.sign(row.x) === side).map((row) => Math.abs(row.x) + 9 + CHARACTER * 9.5));
  const half = Math.max(thing.radius ? thing.radius + 26 : 10, ...rows.map((row) => Math.abs(row.y) + LINE));
  return { thing, left: reach(-1), right: thing.radius ? reach(1) : CHARACTER * 10, height: 2 * half };
}

/* Where everything lies now. A fan that has grown pushes down what lies under it; nothing else moves, so what did
   not overlap at rest does not overlap now. A bank that only holds what passes the filters is a grey outline. */
function arrange() {
  const fans = new Map([...rest.keys()].map((id) => [id, fan(things.get(id), state.opened.has(id))]));
  const isOpen = (thing) => thing.shown || isFiltered() || (thing.banks || []).some((id) => state.opened.has(id));
  const own = (thing) => forced.has(thing.id) || (isOn(thing) && isOpen(thing));
  const holding = new Set();
  for (const [id, { rows }] of fans) if (rows.length) holding.add(id);
  for (const thing of anchored) {
    if (thing.type !== "bank" && own(thing)) for (const bank of thing.banks || []) holding.add(bank);
  }
  const hollow = (thing) => isFiltered() && thing.type === "bank" && state.types.has("bank") && holding.has(thing.id) && !own(thing);
  const seen = anchored.filter((thing) => own(thing) || hollow(thing) || holding.has(thing.id));
  const now = isFiltered() ? shelved(seen.map((thing) => boxOf(thing, fans.has(thing.id) ? fans.get(thing.id).rows : []))) : pushed(fans);
  const found = new Map();
  for (const thing of byMentions) {
    if (now.has(thing) && (own(thing) || hollow(thing))) found.set(thing.id, { thing, ...now.get(thing), hollow: hollow(thing) });
  }
  for (const [id, { rows }] of fans) {
    const at = now.get(things.get(id));
    for (const row of rows) found.set(row.thing.id, { thing: row.thing, x: at.x + row.x, y: at.y + row.y });
  }
  return found;
}

/* The places of the layout, those under a fan that has grown pushed down. */
function pushed(fans) {
  const growth = new Map([...fans].map(([id, { half }]) => [id, Math.max(0, half - rest.get(id))]));
  const now = new Map();
  for (const thing of anchored) {
    let { y } = thing;
    for (const [above, at] of now) {
      if (above.y === thing.y || above.x - above.room[0] >= thing.x + thing.room[1] || thing.x - thing.room[0] >= above.x + above.room[1]) continue;
      y = Math.max(y, at.y + thing.y - above.y + (growth.get(above.id) || 0) + (growth.get(thing.id) || 0));
    }
    now.set(thing, { x: thing.x, y });
  }
  return now;
}
