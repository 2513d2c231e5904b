// The projects' pages: sorting, finding and folding rows of tables, and the slider of days. What a person chose stands in the
// address, so that a link shows the same. Figures are never computed or written here, only put in order.

const alphabet = new Intl.Collator("lv", { numeric: true });
const DAY = 24 * 60 * 60 * 1000;
let backTo = ""; // what had the focus when the page was asked for another day

const remembered = (name) => new URLSearchParams(window.location.search).get(name) ?? "";

function remember(name, value) {
  const address = new URL(window.location.href);
  if (value) address.searchParams.set(name, value);
  else address.searchParams.delete(name);
  window.history.replaceState(window.history.state, "", address);
}

// --- rows: which are seen -------------------------------------------------------------------------------------------

const bare = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const isTotal = (row) => row.classList.contains("total");
const depthOf = (row) => (row.classList.contains("section") ? -1 : Number(row.dataset.depth ?? 0));
const foldOf = (row) => row.querySelector(".rg-fold");
const isFolded = (row) => foldOf(row)?.getAttribute("aria-expanded") === "false";

/** Give for each row those that it is below of, the highest first. */
function ancestry(rows) {
  const above = [];
  return rows.map((row) => {
    while (above.length && depthOf(above.at(-1)) >= depthOf(row)) above.pop();
    const found = isTotal(row) ? [] : [...above];
    above.push(row);
    return found;
  });
}

/** Show the rows that hold all the words, with those that they are below of; without words, all that are not folded away. */
function showRows(table) {
  const { rows, above, texts, words } = table;
  const found = new Set(rows.filter(isTotal));
  rows.forEach((row, n) => {
    if (isTotal(row) || !words.every((word) => texts[n].includes(word))) return;
    found.add(row);
    if (words.length) above[n].forEach((one) => found.add(one));
  });
  rows.forEach((row, n) => {
    row.hidden = !found.has(row);
    row.classList.toggle("rg-folded", !words.length && above[n].some(isFolded));
  });
  return rows.filter((row) => found.has(row) && !isTotal(row)).length;
}

function makeFindable(table, tools) {
  const box = tools.querySelector("input");
  if (!box) return;
  const name = `find.${table.key}`;
  const told = tools.querySelector("output");
  const all = table.rows.filter((row) => !isTotal(row)).length;
  table.texts = table.rows.map((row) => bare(row.textContent));
  const find = () => {
    table.words = bare(box.value).split(/\s+/).filter(Boolean);
    const count = showRows(table);
    told.textContent = table.words.length ? told.dataset.said.replace("{n}", count).replace("{all}", all) : "";
  };
  let waiting = 0;
  box.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      find();
      remember(name, box.value.trim());
    }, 150);
  });
  box.value = remembered(name);
  if (box.value) find();
}

function makeFoldable(table, tools) {
  const folding = table.rows.filter(foldOf);
  if (!folding.length) return;
  const name = `fold.${table.key}`;
  const fold = (row, folded) => foldOf(row).setAttribute("aria-expanded", String(!folded));
  const changed = () => {
    showRows(table);
    remember(name, folding.map((row, n) => (isFolded(row) ? n : "")).filter(String).join("."));
  };
  const before = new Set(remembered(name).split(".").filter(Boolean));
  folding.forEach((row, n) => {
    foldOf(row).hidden = false;
    fold(row, before.has(String(n)));
    foldOf(row).addEventListener("click", () => {
      fold(row, !isFolded(row));
      changed();
    });
  });
  for (const button of tools.querySelectorAll("button")) {
    button.addEventListener("click", () => {
      folding.forEach((row) => fold(row, button.dataset.fold === "all"));
      changed();
    });
  }
  if (before.size) showRows(table);
}

// --- rows: in which order -------------------------------------------------------------------------------------------

/** Give what a cell is sorted by: a number, or a text; null where nothing is stated. */
function sortKey(cell) {
  if (cell.dataset.sort !== undefined) return cell.classList.contains("n") ? Number(cell.dataset.sort) : cell.dataset.sort;
  const text = cell.textContent.trim();
  return text === "" || text === "–" ? null : text;
}

/** Compare so that numbers come before texts, such as "<5", among figures. */
function compare(one, other) {
  if (typeof one === "number" && typeof other === "number") return one - other;
  if (typeof one !== typeof other) return typeof one === "number" ? -1 : 1;
  return alphabet.compare(one, other);
}

/** Order the rows by a column, upwards (1) or downwards (-1); totals and what is not stated stay last. */
function ordered(rows, place, direction) {
  const keyed = rows.filter((row) => !isTotal(row)).map((row) => [sortKey(row.cells[place]), row]);
  const stated = keyed.filter(([key]) => key !== null);
  stated.sort(([one], [other]) => direction * compare(one, other));
  const unstated = keyed.filter(([key]) => key === null);
  return [...stated, ...unstated].map(([, row]) => row).concat(rows.filter(isTotal));
}

function makeSortable(table, element) {
  if (!("sortable" in element.dataset)) return;
  const name = `sort.${table.key}`;
  const heads = [...element.tHead.rows[0].cells];
  const sort = (head, direction) => {
    heads.forEach((one) => one.removeAttribute("aria-sort"));
    if (direction) head.setAttribute("aria-sort", direction > 0 ? "ascending" : "descending");
    element.tBodies[0].append(...(direction ? ordered(table.rows, heads.indexOf(head), direction) : table.rows));
  };
  for (const head of heads) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "rg-sort";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const direction = { ascending: -1, descending: 0 }[head.getAttribute("aria-sort")] ?? 1;
      sort(head, direction);
      remember(name, direction ? `${direction < 0 ? "-" : ""}${head.dataset.key}` : "");
    });
  }
  const before = remembered(name);
  const head = heads.find((one) => one.dataset.key === before.replace(/^-/, ""));
  if (before && head) sort(head, before.startsWith("-") ? -1 : 1);
}

/** Let a narrow screen show rows as cards: each cell with its heading, and still a table for screen readers. */
function makeCards(element) {
  if (!("cards" in element.dataset)) return;
  const heads = [...element.tHead.rows[0].cells].map((head) => head.textContent);
  const roles = { THEAD: "rowgroup", TBODY: "rowgroup", TR: "row", TD: "cell" };
  element.setAttribute("role", "table");
  for (const one of element.querySelectorAll("thead, tbody, tr, td, th")) {
    one.setAttribute("role", roles[one.tagName] ?? (one.scope === "row" ? "rowheader" : "columnheader"));
    if (one.closest("tbody") && one.cellIndex !== undefined) one.dataset.head = heads[one.cellIndex];
  }
  element.closest(".rg-table").classList.add("rg-cards");
}

function makeTable(element) {
  const rows = [...element.tBodies[0].rows];
  const table = { key: element.dataset.key, rows, above: ancestry(rows), texts: rows.map(() => ""), words: [] };
  const tools = element.closest(".rg-table").querySelector(".rg-tools");
  makeSortable(table, element);
  makeCards(element);
  if (!tools) return;
  tools.hidden = false;
  makeFoldable(table, tools);
  makeFindable(table, tools);
}

/** Let the keyboard stop at regions that scroll, and at no others; let those fade where there is more to the right. */
function stopWhereItScrolls(regions) {
  const fade = (region) => region.classList.toggle("rg-more", region.scrollLeft + region.clientWidth < region.scrollWidth - 1);
  const watch = new ResizeObserver((seen) => {
    for (const { target } of seen) {
      const scrolls = target.scrollWidth > target.clientWidth || target.scrollHeight > target.clientHeight;
      if (scrolls) target.setAttribute("tabindex", "0");
      else target.removeAttribute("tabindex");
      fade(target);
    }
  });
  for (const region of regions) {
    watch.observe(region);
    region.addEventListener("scroll", () => fade(region), { passive: true });
  }
}

// --- the day --------------------------------------------------------------------------------------------------------

/** Show the page as of another day: a link is followed, which Fava answers without loading itself anew. */
function goTo(form, day) {
  const address = new URL(window.location.href);
  address.searchParams.set("as_of", day);
  backTo = document.activeElement?.type ?? "";
  const link = document.createElement("a");
  link.href = address.href;
  link.hidden = true;
  form.append(link);
  link.click();
}

function makeSlider(form, lang) {
  const field = form.querySelector("input[type=date]");
  const slider = form.querySelector("input[type=range]");
  const told = form.querySelector("output");
  const spoken = new Intl.DateTimeFormat(lang, { dateStyle: "medium", timeZone: "UTC" });
  const first = Date.parse(slider.dataset.first);
  const say = (day) => {
    const written = day.toISOString().slice(0, 10);
    told.textContent = lang === "lv" ? written.split("-").reverse().join(".") : written;
    slider.setAttribute("aria-valuetext", spoken.format(day));
  };
  let dragged = false; // by a pointer: then letting go shows the day; by keys, Enter does
  slider.addEventListener("pointerdown", () => (dragged = true));
  slider.addEventListener("keydown", (event) => {
    dragged = false;
    if (event.key !== "Enter") return;
    event.preventDefault(); // some browsers would submit the form themselves, a second time
    form.requestSubmit();
  });
  slider.addEventListener("input", () => {
    const day = new Date(first + Number(slider.value) * DAY);
    field.value = day.toISOString().slice(0, 10);
    say(day);
  });
  slider.addEventListener("change", () => dragged && form.requestSubmit());
  field.addEventListener("input", () => {
    if (!field.value) return;
    slider.value = String(Math.round((Date.parse(field.value) - first) / DAY));
    say(new Date(Date.parse(field.value)));
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    goTo(form, field.value);
  });
  say(new Date(Date.parse(field.value)));
  slider.parentElement.hidden = false;
  if (backTo) form.querySelector(`input[type=${backTo}], button[type=${backTo}]`)?.focus();
  backTo = "";
}

export default {
  /** Called by Fava whenever one of our pages was put into its article. */
  onExtensionPageLoad() {
    const page = document.querySelector(".riga-grants:not([data-ready])");
    if (!page) return;
    page.dataset.ready = "";
    document.documentElement.lang ||= page.lang; // Fava states none
    const form = page.querySelector(".rg-as-of");
    if (form) makeSlider(form, page.lang);
    page.querySelectorAll("table[data-key]").forEach(makeTable);
    stopWhereItScrolls(page.querySelectorAll(".rg-scroll, .rg-drawing"));
  },
};
