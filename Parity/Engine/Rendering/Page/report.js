"use strict";

// Without a script the page is complete; filter, sort and copy appear with it.
const filterText = document.getElementById("filter-text");
const filterVerdict = document.getElementById("filter-verdict");
const filterCount = document.getElementById("filter-count");
const items = [...document.querySelectorAll("article.filtered, details.filtered, table.filtered tbody tr")];
const openAll = document.getElementById("open-all");

function applyFilter() {
  const words = filterText.value.toLowerCase().split(/\s+/).filter(Boolean);
  const verdict = filterVerdict.value;
  let shown = 0;
  for (const item of items) {
    const text = item.textContent.toLowerCase();
    const visible = words.every(word => text.includes(word))
      && (!verdict || (item.dataset.verdict ?? "").split("|").includes(verdict));
    item.hidden = !visible;
    if (visible) shown++;
    // What was asked for is not left behind a closed summary.
    if (visible && words.length + verdict.length > 0) item.closest("details.numbers")?.setAttribute("open", "");
  }
  filterCount.textContent = shown === items.length ? "" : `${shown} of ${items.length} shown`;
}

function sortKey(row, column) {
  const cell = row.cells[column];
  const text = cell.dataset.sort ?? cell.textContent.trim();
  if (text === "NaN") return Infinity;
  return text === "" || Number.isNaN(Number(text)) ? text : Number(text);
}

function compare(a, b) {
  return typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b));
}

function sortBy(table, header) {
  const column = header.cellIndex;
  const numbersFirstDescend = header.classList.contains("number") ? "descending" : "ascending";
  const before = header.getAttribute("aria-sort");
  const order = before ? (before === "ascending" ? "descending" : "ascending") : numbersFirstDescend;
  for (const other of table.querySelectorAll("th[aria-sort]")) other.removeAttribute("aria-sort");
  header.setAttribute("aria-sort", order);

  const body = table.tBodies[0];
  const sign = order === "ascending" ? 1 : -1;
  const rows = [...body.rows].map(row => ({ row, key: sortKey(row, column) }));
  rows.sort((a, b) => sign * compare(a.key, b.key));
  body.append(...rows.map(entry => entry.row));
}

for (const table of document.querySelectorAll("table.sortable")) {
  for (const header of table.tHead.rows[table.tHead.rows.length - 1].cells) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...header.childNodes);
    button.addEventListener("click", () => sortBy(table, header));
    header.append(button);
  }
}

// What is linked to or printed is read, so it is opened.
function open(scope) {
  for (const details of scope.querySelectorAll("details")) details.open = true;
}

async function copy(button) {
  const code = button.parentElement.querySelector("code");
  try {
    await navigator.clipboard.writeText(code.textContent);
    button.textContent = "Copied";
  } catch {
    // No clipboard here: the command is selected, one keystroke away.
    getSelection().selectAllChildren(code);
    button.textContent = "Selected";
  }
  setTimeout(() => { button.textContent = "Copy"; }, 2000);
}

for (const button of document.querySelectorAll("button.copy")) {
  button.hidden = false;
  button.addEventListener("click", () => copy(button));
}

openAll.addEventListener("click", () => open(document));
addEventListener("beforeprint", () => open(document.getElementById("failures") ?? document.createElement("p")));

if (items.length > 0) {
  document.querySelector(".controls").hidden = false;
  filterText.addEventListener("input", applyFilter);
  filterVerdict.addEventListener("change", applyFilter);
  // A reloaded page keeps what was typed.
  applyFilter();
}
