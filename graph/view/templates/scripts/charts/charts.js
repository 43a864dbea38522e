/* Lines over time. Labels are text of the page, placed in per cent; only the lines are stretched, so that text keeps
   its size at any width. The axis begins at 0. A hollow point is not an exact value. */
const DAY = 86400000;
const dayOf = (day) => Date.parse(`${day.slice(0, 8)}${String(Math.min(28, Number(day.slice(8)))).padStart(2, "0")}`) / DAY;

function niceTop(value) {
  const power = 10 ** Math.floor(Math.log10(value || 1));
  return [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].find((step) => step * power >= value) * power;
}

function printedValue(point) {
  return `${point.cmp === "=" ? "" : `${say(`cmp.${point.cmp}`)} `}${number(point.value)}`;
}

function drawChart(figure, { name, lines, unit }) {
  const points = lines.flatMap((line) => line.points);
  const scale = points.find((point) => point.unit === unit) || points[0];
  const factor = scale.value ? scale.size / scale.value : 1;
  const days = points.map((point) => dayOf(point.day));
  const [first, last] = [Math.min(...days), Math.max(...days)];
  const lowest = Math.min(0, ...points.map((point) => point.size));
  const top = niceTop(Math.max(...points.map((point) => point.size), 0) / factor) * factor || 1;
  const x = (point) => (last > first ? 8 + (84 * (dayOf(point.day) - first)) / (last - first) : 50);
  const y = (point) => 100 - (100 * (point.size - lowest)) / (top - lowest);
  const put = (element, left, above) => {
    element.style.left = `${left}%`;
    element.style.top = `${above}%`;
    return element;
  };
  const plot = make("div", { class: "plot", role: "img", "aria-label": `${name}: ${points.map((point) => `${point.date} ${printedValue(point)}${point.unit}`).join("; ")}` });
  const svg = drawing("svg", { viewBox: "0 0 100 100", preserveAspectRatio: "none" });
  for (const share of [0, 0.5, 1]) {
    svg.append(drawing("path", { class: "grid", d: `M0 ${100 - share * 100}H100` }));
    plot.append(put(make("span", { class: "tick" }, number((lowest + share * (top - lowest)) / factor)), 0, 100 - share * 100));
  }
  // A label stands above its point, else under it, else its value is left to the table.
  const labelled = [];
  const spot = (left, above) => ["", "under"].find((place) => {
    const at = above + (place ? 12 : -12);
    if (labelled.some(([x2, y2]) => Math.abs(x2 - left) < 24 && Math.abs(y2 - at) < 12)) return false;
    return (place || above >= 6) && labelled.push([left, at]);
  });
  for (const line of lines) {
    const ordered = [...line.points].sort((a, b) => dayOf(a.day) - dayOf(b.day));
    svg.append(drawing("path", { class: "trend", d: `M${ordered.map((point) => `${x(point)} ${y(point)}`).join("L")}` }));
    ordered.forEach((point, position) => {
      const isEnd = position === ordered.length - 1;
      plot.append(put(make("i", { class: point.cmp === "=" ? "point" : "point hollow" }), x(point), y(point)));
      const place = ordered.length <= 6 || position === 0 || isEnd ? spot(x(point), y(point)) : null;
      if (place != null) {
        const side = x(point) > 70 ? "left" : x(point) < 30 ? "right" : "";
        plot.append(put(make("span", { class: `mark ${side} ${place}`, lang: "zh-CN" }, isEnd && line.name ? `${line.name} ` : "", printedValue(point), point.unit === unit ? "" : point.unit), x(point), y(point)));
      }
    });
  }
  const shown = [...new Map(points.map((point) => [point.date, point])).values()].sort((a, b) => dayOf(a.day) - dayOf(b.day));
  const axis = make("div", { class: "axis", "aria-hidden": "true" });
  let free = -100;
  for (const point of shown) {
    if (x(point) - free < 22) continue;
    free = x(point);
    const label = make("span", {}, point.date);
    label.style.left = `${x(point)}%`;
    axis.append(label);
  }
  plot.prepend(svg);
  figure.append(plot, axis);
}

function drawCharts() {
  for (const figure of document.querySelectorAll("[data-chart]")) {
    figure.querySelectorAll(".plot, .axis").forEach((part) => part.remove());
    drawChart(figure, JSON.parse(figure.dataset.chart));
  }
}
onLanguage.push(drawCharts);
drawCharts();
