"use strict";
// What is shown is in the page; this finds, orders, opens and builds it. Text becomes text, never HTML.
const LOWER = "\ue000", UPPER = "\ue001", END = "\ue002"; // as scripts/publish/_text.py marks them
const SVG = "http://www.w3.org/2000/svg";
const form = document.getElementById("filters");
const cards = [...document.querySelectorAll(".card")];
const tiles = [...document.querySelectorAll("#map a.tile")];
const sections = [...document.querySelectorAll(".paper")];
const home = new Map(cards.map((card) => [card, card.parentElement]));
const TROUBLE = ["bad", "open", "either", "good"];

// The address: #PLACE, #?filters or #PLACE?filters
function address() {
  const [place, query] = decodeURIComponent(location.hash.slice(1)).split("?");
  return { place, query: new URLSearchParams(query || "") };
}

function remember(place) {
  const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
  const text = String(query) ? "?" + query : "";
  history.replaceState(null, "", "#" + (place || "") + text);
}

// Filters
function matches(card, given) {
  const { paper, role, verdict, about } = card.dataset;
  const words = about.split(" ");
  const plain = { paper, role, verdict };
  for (const name in plain) if (given.get(name) && given.get(name) !== plain[name]) return false;
  for (const name of ["weights", "activation"]) if (given.get(name) && !words.includes(given.get(name))) return false;
  const text = (card.words ??= card.querySelector(".said").textContent.toLowerCase() + " " + card.querySelector("dl").textContent.toLowerCase());
  return (given.get("q") || "").toLowerCase().split(/\s+/).every((word) => text.includes(word));
}

const ORDERS = {
  verdict: (a, b) => TROUBLE.indexOf(a.dataset.verdict) - TROUBLE.indexOf(b.dataset.verdict),
  smallest: (a, b) => Number(a.dataset.smallest ?? Infinity) - Number(b.dataset.smallest ?? Infinity) || 0,
  name: (a, b) => (a.id < b.id ? -1 : 1),
};

let order = "";
function arrange(wanted) {
  if (wanted === order) return;
  order = wanted;
  const flat = document.getElementById("flat");
  flat.hidden = !ORDERS[order];
  if (ORDERS[order]) flat.append(...[...cards].sort(ORDERS[order]));
  else for (const card of cards) home.get(card).append(card);
}

function apply() {
  const given = new FormData(form);
  arrange(given.get("sort"));
  let shown = 0;
  for (const card of cards) {
    card.hidden = !matches(card, given);
    shown += !card.hidden;
  }
  for (const section of sections) section.hidden = !section.querySelector(".card:not([hidden])");
  for (const tile of tiles) tile.classList.toggle("out", document.getElementById(tile.dataset.claim).hidden);
  document.getElementById("count").value = shown === cards.length ? `${shown} claims` : `${shown} of ${cards.length} claims`;
  requestAnimationFrame(mark);
}

function fill(query) {
  for (const field of form.elements) if (field.name) field.value = query.get(field.name) || "";
  for (const field of form.querySelectorAll("select")) if (field.selectedIndex < 0) field.value = "";
}

form.addEventListener("input", () => { apply(); remember(); });
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("reset", () => setTimeout(() => { apply(); remember(); }));

// Places: a link to something opens what it lies in
function go() {
  const { place, query } = address();
  fill(query);
  const found = place && document.getElementById(place);
  if (found && found.classList.contains("card") && !matches(found, new FormData(form))) form.reset();
  apply();
  if (!found) return;
  for (let at = found; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
  const card = found.classList.contains("card");
  if (card) found.querySelector(".more").open = true;
  found.scrollIntoView();
  (card ? found.querySelector("h4") : found).focus({ preventScroll: true });
}
addEventListener("hashchange", go);

// The map: one stop of the tabulator, arrows within
const line = document.getElementById("tile");
tiles.forEach((tile, at) => {
  tile.tabIndex = at ? -1 : 0;
  const say = () => { line.textContent = tile.title; };
  tile.addEventListener("focus", say);
  tile.addEventListener("mouseenter", say);
});
document.getElementById("map").addEventListener("keydown", (event) => {
  const at = tiles.indexOf(document.activeElement);
  if (at < 0) return;
  const rows = tiles.map((tile) => tile.closest("tr"));
  const first = (row) => rows.indexOf(row);
  const to = {
    ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tiles.length - 1,
    ArrowDown: rows.lastIndexOf(rows[at]) + 1, ArrowUp: first(rows[first(rows[at]) - 1]),
  }[event.key];
  if (to === undefined || !tiles[to]) return;
  event.preventDefault();
  tiles[at].tabIndex = -1;
  tiles[to].tabIndex = 0;
  tiles[to].focus();
});

// Building what is opened
function make(tag, attributes = {}, ...inside) {
  const found = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) found.setAttribute(name, value);
  found.append(...inside);
  return found;
}

function draw(tag, attributes, ...inside) {
  const found = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) found.setAttribute(name, value);
  found.append(...inside);
  return found;
}

function rich(text) {
  const found = document.createDocumentFragment();
  for (const part of text.split(/([\ue000\ue001][^\ue002]*\ue002)/)) {
    if (part[0] === LOWER || part[0] === UPPER) found.append(make(part[0] === LOWER ? "sub" : "sup", {}, part.slice(1, -1)));
    else found.append(part);
  }
  return found;
}

const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
async function unpack(name) {
  const stream = new Blob([bytes(document.getElementById("evidence-" + name).textContent)]).stream();
  const text = await new Response(stream.pipeThrough(new DecompressionStream("deflate-raw"))).text();
  return JSON.parse(text);
}

const marked = ([kind, symbol, words]) => make("span", { class: "verdict " + kind }, make("span", { "aria-hidden": "true" }, symbol), " " + words);
const HEADS = ["statistic", "observed", "± s.e.", "expected", "bias allowed", "distance", "fit", "error excluded"];

function strip(agrees, [at, bias, limit, ...rivals]) {
  const box = (half, kind) => draw("rect", { x: -half, y: -5, width: 2 * half, height: 10, class: kind });
  const dot = agrees ? draw("circle", { cx: at, cy: 0, r: 3.4, class: "measured" })
    : draw("path", { d: `M${at} 0m-3.5-3.5l7 7m0-7l-7 7`, class: "measured off" });
  return draw("svg", { class: "strip", viewBox: "-85 -8 170 16", "aria-hidden": "true" },
    box(limit, "reach"), box(bias, "bias"), draw("path", { d: "M0-7V7M-84 0H84", class: "axis" }),
    ...rivals.map((x) => draw("path", { d: `M${x}-4l4 4-4 4-4-4z`, class: "rival" })), dot);
}

function table(entry) {
  const head = make("tr");
  for (const [at, text] of HEADS.entries()) head.append(make("th", { scope: "col", class: at ? "n" : "" }, text));
  head.append(make("th", { scope: "col" }, "deviation in s.e."), make("th", { scope: "col" }, "agrees"));
  for (const rival of entry.rivals) head.append(make("th", { scope: "col", class: "n" }, "if ", rich(rival)));
  const rows = entry.items.map((item) => {
    const [agrees, places, ...rivals] = item.slice(HEADS.length);
    const row = make("tr", {}, make("th", { scope: "row" }, rich(item[0])));
    for (const text of item.slice(1, HEADS.length)) row.append(make("td", { class: "n" }, text));
    row.append(make("td", {}, strip(agrees, places)), make("td", {}, agrees ? "= yes" : "≠ no"));
    for (const text of rivals) row.append(make("td", { class: "n" }, text));
    return row;
  });
  return make("table", {}, make("thead", {}, head), make("tbody", {}, ...rows));
}

function body(entry) {
  const facts = make("p", { class: "small" });
  for (const [name, value] of entry.facts) facts.append(make("span", { class: "soft" }, name), " ", rich(value), " · ");
  if (facts.lastChild) facts.lastChild.remove();
  const scroll = make("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": "Statistics of " + plain(entry.subject) }, table(entry));
  return [facts, scroll, make("p", { class: "small soft" },
    "Observed: extrapolated to infinite width, where several widths were sampled. Distance: beyond the bias, in standard errors; allowed here: " + entry.limit +
    ". Error excluded: what is further off would have been refuted. Bias: ", rich(entry.bias),
    ". Fit: probability of means as far off the fitted curve. Dark: the bias allowed for; light: what chance may add; diamonds: where the dot would lie if a rival were the prediction.")];
}

const plain = (text) => text.replace(/[\ue000-\ue002]/g, "");

function overview(entries) {
  const rows = [["theorem", "under the hypotheses"], ["empirical", "outside them"], ["control", "controls: must fail"]]
    .map(([role, words]) => [words, entries.filter((entry) => entry.role === role).flatMap((entry) => entry.items)])
    .filter(([, items]) => items.length);
  const place = (text) => 130 + 44 * Math.asinh((text.startsWith("≥") ? 1e4 : Number(text) || 0) / 3);
  const tall = 24 * rows.length + 30;
  const picture = draw("svg", { class: "dots", viewBox: `0 0 560 ${tall}`, role: "img", "aria-label": "Distance of every statistic from its prediction, in standard errors beyond the bias" });
  rows.forEach(([words, items], row) => {
    const y = 16 + 24 * row;
    picture.append(draw("text", { x: 122, y: y + 4, class: "end" }, words));
    for (const [good, kind] of [[1, "measured"], [0, "measured off"]]) {
      const d = items.filter((item) => Number(Boolean(item[8])) === good && item[5] !== "counted")
        .map((item, k) => `M${place(item[5]).toFixed(1)} ${y - 6 + (k * 7) % 13}h.01`).join("");
      if (d) picture.append(draw("path", { d, class: kind }));
    }
  });
  const y = tall - 20;
  picture.append(draw("path", { d: `M130 ${y}H555` + [0, 1, 3, 10, 30, 100, 1000, 10000].map((t) => `M${place(String(t))} ${y}v5`).join(""), class: "axis" }));
  for (const t of [0, 3, 10, 30, 100, 1000]) picture.append(draw("text", { x: place(String(t)), y: y + 16 }, String(t)));
  picture.append(draw("text", { x: place("10000"), y: y + 16 }, "≥ 10⁴"));
  return picture;
}

async function build(details) {
  if (details.built) return details.built;
  const data = await unpack(details.dataset.claim);
  const parts = data.entries.map((entry) => {
    const found = make("details", { class: "entry" }, make("summary", {}, marked(entry.mark), " ", rich(entry.subject), " ",
      make("span", { class: "soft" }, rich(entry.note)), " ", make("span", { class: "role" }, entry.role), " ", make("span", { class: "soft small" }, "worst " + entry.worst)));
    found.fillIn = () => { if (found.childElementCount === 1) found.append(make("div", { class: "inside" }, ...body(entry))); };
    found.addEventListener("toggle", () => found.open && found.fillIn());
    return found;
  });
  details.querySelector(".built").replaceChildren(
    make("p", { class: "small soft" }, "Every statistic: its distance from the prediction beyond the allowed bias, in standard errors."),
    overview(data.entries), ...parts);
  return (details.built = parts);
}

for (const details of document.querySelectorAll(".evidence")) details.addEventListener("toggle", () => details.open && build(details));

function show(image) {
  const data = document.getElementById(image.dataset.picture);
  if (data && !image.src) image.src = "data:image/webp;base64," + data.textContent;
}
function pictures(details) {
  if (details.open) for (const image of details.querySelectorAll("img[data-picture]")) show(image);
}
for (const details of document.querySelectorAll(".group, .howto")) details.addEventListener("toggle", () => pictures(details));

// Printing: cards are opened; evidence and figures if they are asked for
let closed = [];
function open(selector) {
  for (const details of document.querySelectorAll(selector)) {
    if (details.open || details.closest("[hidden]")) continue;
    details.open = true;
    closed.push(details);
  }
}
addEventListener("beforeprint", () => open(".card > .more"));
addEventListener("afterprint", () => { for (const details of closed) details.open = false; closed = []; delete document.body.dataset.ready; });
document.getElementById("print").addEventListener("click", async () => {
  open("details");
  for (const details of document.querySelectorAll(".evidence")) {
    if (!details.open) continue;
    for (const entry of await build(details)) { entry.open = true; entry.fillIn(); closed.push(entry); }
  }
  const shown = [...document.querySelectorAll("details[open] img[data-picture]")];
  shown.forEach(show);
  await Promise.allSettled(shown.map((image) => image.decode()));
  document.body.dataset.ready = "print";
  print();
});

// What is wider than its place can be reached by keyboard
function mark() {
  for (const box of document.querySelectorAll(".formula, .map")) {
    const scroller = box.classList.contains("map") ? box.parentElement : box;
    if (scroller.scrollWidth > scroller.clientWidth) scroller.tabIndex = 0;
    else scroller.removeAttribute("tabindex");
  }
}
addEventListener("resize", mark);

form.hidden = false;
fill(address().query);
apply();
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => location.hash && go());
else go();
