/* Tables that are sorted by their heads, filtered by a text and copied as CSV. */
const collator = new Intl.Collator("zh-CN", { numeric: true });
const rowsOf = (table) => [...table.querySelectorAll("tbody > tr:not(.evrow):not(.gr)")];
const contentOf = (cell) => cell.dataset.value ?? cell.textContent.trim();

for (const button of document.querySelectorAll("th > [data-sort]")) {
  button.addEventListener("click", () => {
    const head = button.closest("th");
    const table = head.closest("table");
    const column = [...head.parentElement.children].indexOf(head);
    const numeric = button.dataset.sort === "number";
    const before = head.getAttribute("aria-sort");
    const down = before ? before === "ascending" : numeric;
    for (const other of head.parentElement.children) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const value = (row) => contentOf(row.children[column]).replace(/^–$/, "");
    const amount = (text) => Number(text.replace(/[^\d.-]/g, "")) || 0;
    // What is empty stands last either way.
    const order = (a, b) => (numeric ? amount(a) - amount(b) : collator.compare(a, b)) * (down ? -1 : 1);
    const rows = rowsOf(table).sort((a, b) => !value(a) - !value(b) || order(value(a), value(b)));
    const quotes = new Map(rows.map((row) => [row, row.nextElementSibling?.matches(".evrow") ? row.nextElementSibling : null]));
    table.tBodies[0].append(...rows.flatMap((row) => [row, quotes.get(row)]).filter(Boolean));
  });
}

for (const input of document.querySelectorAll("[data-filter]")) {
  input.addEventListener("input", () => {
    const wanted = plain(input.value);
    for (const row of rowsOf($(input.dataset.filter))) {
      row.hidden = !plain(row.textContent).includes(wanted);
      const quotes = row.nextElementSibling;
      if (row.hidden && quotes?.matches(".evrow")) setOpen(row.querySelector(".q"), false);
    }
  });
}

/* A cell that a spreadsheet would take for a formula is disarmed by an apostrophe. */
function csvCell(text) {
  const harmless = text.length < 2 || /^[+-]?\d+(\.\d+)?%?$/.test(text);
  const safe = /^[=+\-@\t\r]/.test(text) && !harmless ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function csvOf(table) {
  const cells = (row) => (row.dataset.csv ? JSON.parse(row.dataset.csv) : [...row.children].flatMap((cell) => [cell.textContent.trim().replace(/\s+/g, " ").replace(/^–$/, ""), ...Array(Math.max(0, cell.colSpan - 1)).fill("")]));
  const shown = rowsOf(table).filter((row) => !row.hidden);
  return [table.querySelector("thead tr"), ...shown].map((row) => cells(row).map(csvCell).join(",")).join("\r\n") + "\r\n";
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button && $(button.dataset.copy)) copy(csvOf($(button.dataset.copy)), button);
});

/* Banks to compare, chosen in their list. */
const compareButton = $("compare-chosen");
if (compareButton) {
  const picked = () => [...document.querySelectorAll(".pick input:checked")].map((box) => box.value);
  document.querySelector("#table-banks")?.addEventListener("change", () => {
    const n = picked().length;
    compareButton.disabled = n < 2;
    for (const box of document.querySelectorAll(".pick input:not(:checked)")) box.disabled = n >= 5;
  });
  compareButton.addEventListener("click", () => {
    location.href = `compare.html#${new URLSearchParams(picked().map((id) => ["banks", id]))}`;
  });
}
