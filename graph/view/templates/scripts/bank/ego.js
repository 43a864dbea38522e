/* The network round one bank, on its page: a name leads to its place below. */
function resize() {
  const { top, bottom, left, right } = bounds();
  const scale = Math.min(1, $("map").clientWidth / (right - left));
  $("map").style.height = `${Math.round(Math.min(900, Math.max(220, (bottom - top) * scale)))}px`;
  network.setSize("100%", "100%");
  network.redraw();
  fit(1);
}

Object.assign(choosing, {
  thing: (thing) => thing.href && thing.href !== "#" && (location.href = thing.href),
  fold: (id) => {
    state.opened.add(id);
    refresh();
    resize();
  },
});
refresh();
resize();
addEventListener("resize", resize);
