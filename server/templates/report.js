"use strict";
// The tables come sorted; who has scripts may sort them otherwise.

const words = new Intl.Collator(undefined, { numeric: true });

function valueOf(row, place) {
  const cell = row.cells[place];
  return cell.dataset.value ?? cell.textContent.trim();
}

const COMPARED = {
  number: (a, b) => Number(a) - Number(b),
  text: (a, b) => words.compare(a, b),
};

function sort(table, head) {
  const place = head.cellIndex;
  const now = head.getAttribute("aria-sort");
  // Of numbers, the greatest matter most.
  const descends = head.dataset.sort === "number" ? now !== "descending" : now === "ascending";
  const compare = COMPARED[head.dataset.sort];
  const rows = [...table.tBodies[0].rows];
  rows.sort((a, b) => compare(valueOf(a, place), valueOf(b, place)) * (descends ? -1 : 1));
  table.tBodies[0].append(...rows);
  for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", descends ? "descending" : "ascending");
}

for (const table of document.querySelectorAll("table.sortable")) {
  for (const head of table.querySelectorAll("th[data-sort]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.addEventListener("click", () => sort(table, head));
    head.append(button);
  }
}
