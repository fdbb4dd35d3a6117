"use strict";
// Laws and samples are in the page, packed (scripts/explorer/_pack.py and _samples.py say how); this unpacks and draws them.
const SVG = "http://www.w3.org/2000/svg";
const H = JSON.parse(document.getElementById("header").textContent);
const form = document.getElementById("controls");
const at = (id) => document.getElementById(id);
const LN10 = Math.log(10), BINS = 36, FINEST = 40; // bins, and how many there may be on a linear axis
const ROOM = 1.35, BEYOND = 0.3; // above a density; on either side of a residual: other laws may leave that panel
const D_WORDS = { true: "D computed from the weights", independent: "independent D", shifted: "D off by one layer" };

// --- unpacking
const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const unpacked = new Map();
function unpack(name) {
  if (!unpacked.has(name)) {
    const stream = new Blob([bytes(at("block-" + name).textContent)]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    unpacked.set(name, new Response(stream).arrayBuffer());
  }
  return unpacked.get(name);
}

// A reader that moves on
class Reader {
  constructor(buffer, place = 0) { this.view = new DataView(buffer); this.place = place; }
  take(kind, size) { const found = this.view["get" + kind](this.place, true); this.place += size; return found; }
  u8() { return this.take("Uint8", 1); }
  u16() { return this.take("Uint16", 2); }
  i16() { return this.take("Int16", 2); }
  f32() { return this.take("Float32", 4); }
  f64() { return this.take("Float64", 8); }
  many(count, read) { return Array.from({ length: count }, () => read.call(this)); }
}

const REFUSED = 255, STEPS = 32767, POWERS = [0, 0.5, -0.5];
function places(buffer) {
  const found = [], r = new Reader(buffer);
  while (r.place < buffer.byteLength) {
    found.push(r.place);
    const count = r.u8();
    if (count === REFUSED) { r.place += 2; continue; }
    const atoms = r.u8();
    r.place += 8 + 24 + 12 * atoms;
    for (let k = 0; k < count; k++) { r.u8(); const size = r.u8(); r.place += 12 + 2 * size; }
  }
  return found;
}

// --- laws: series in Chebyshev polynomials, see freewidth/freeprob/piecewise.py
function clenshaw(c, t) {
  let ahead = 0, now = 0;
  for (let k = c.length - 1; k > 0; k--) [ahead, now] = [now, 2 * t * now - ahead + c[k]];
  return t * now - ahead + c[0];
}
function integrated(c, start) {
  const found = new Array(c.length + 1).fill(0);
  c.forEach((value, k) => {
    if (k === 0) found[1] += value;
    else if (k === 1) { found[0] += value / 4; found[2] = (found[2] || 0) + value / 4; }
    else { found[k + 1] += value / (2 * (k + 1)); found[k - 1] -= value / (2 * (k - 1)); }
  });
  found[0] -= clenshaw(found, start);
  return found;
}
// B in T_k(2 r^2 - 1) = T_2k(r), times r^2 at a soft edge: a series in r, the root of v over the width
function inRoot(c, squared) {
  const even = new Array(2 * c.length + 3).fill(0);
  c.forEach((value, k) => {
    if (!squared) { even[2 * k] += value; return; }
    even[2 * k] += value / 2;
    even[2 * k + 2] += value / 4;
    even[Math.abs(2 * k - 2)] += value / 4;
  });
  return even;
}

class Piece {
  constructor(r) {
    const kind = r.u8(), count = r.u8();
    [this.power, this.root, this.fromRight] = [POWERS[kind & 3], Boolean(kind & 4), Boolean(kind & 8)];
    [this.left, this.right] = [r.f32(), r.f32()];
    const scale = r.f32();
    this.c = r.many(count, r.i16).map((whole) => whole * scale / STEPS);
    this.width = this.right - this.left;
    const soft = this.power > 0, edge = this.power !== 0 && !this.root;
    this.series = edge ? integrated(inRoot(this.c, soft), 0) : integrated(this.c, -1);
    this.factor = edge ? 2 * this.width ** (this.power + 1) : this.root ? Math.sqrt(this.width) : this.width / 2;
    this.mass = this.factor * clenshaw(this.series, 1);
  }
  part(u) { return Math.min(1, Math.max(0, (this.fromRight ? this.right - u : u - this.left) / this.width)); }
  density(u) {
    const part = this.part(u), t = 2 * (this.root ? Math.sqrt(part) : part) - 1;
    return Math.max(0, clenshaw(this.c, t)) * (this.power ? (part * this.width) ** this.power : 1);
  }
  below(u) {
    const part = this.part(u), edge = this.power !== 0 && !this.root;
    const t = edge ? Math.sqrt(part) : 2 * (this.root ? Math.sqrt(part) : part) - 1;
    const found = Math.min(this.mass, Math.max(0, this.factor * clenshaw(this.series, t)));
    return this.fromRight ? this.mass - found : found;
  }
  points() { // denser towards the edge
    const found = [];
    for (let k = 0; k <= 40; k++) {
      const part = this.power ? (k / 40) ** 2 + (k ? 0 : 1e-9) : k / 40;
      found.push(this.fromRight ? this.right - part * this.width : this.left + part * this.width);
    }
    return found;
  }
}

class Law {
  constructor(buffer, place) {
    const r = new Reader(buffer, place), count = r.u8();
    if (count === REFUSED) { this.refused = H.reasons[r.u16()]; return; }
    const atoms = r.u8();
    this.base = r.f64();
    [this.worst, this.m1, this.spread] = r.many(3, r.f32);
    [this.low, this.tail, this.exponent] = r.many(3, r.f32);
    this.atoms = r.many(atoms, () => [r.f64(), r.f32()]);
    this.pieces = r.many(count, () => new Piece(r));
    let below = this.tail;
    for (const piece of this.pieces) { piece.start = below; below += piece.mass; }
    this.continuous = below;
    this.zero = this.atoms.filter(([x]) => x === 0).reduce((sum, [, mass]) => sum + mass, 0);
    const tops = this.atoms.map(([x]) => Math.log(x)).filter(Number.isFinite);
    if (count) tops.push(this.base + this.pieces[count - 1].right);
    this.top = tops.length ? Math.max(...tops) : 0;
  }
  piece(u) { return this.pieces.findLast((each) => u >= each.left); }
  density(logx) { // mass per unit of log x
    const u = logx - this.base, piece = this.piece(u);
    if (piece) return u <= piece.right ? piece.density(u) : 0;
    return this.tail ? this.tail * this.exponent * Math.exp(this.exponent * (u - this.low)) : 0;
  }
  cdf(logx, before = false) {
    const u = logx - this.base, piece = this.piece(u);
    let found = piece ? piece.start + (u >= piece.right ? piece.mass : piece.below(u)) : this.tail && this.tail * Math.exp(this.exponent * (u - this.low));
    for (const [x, mass] of this.atoms) if (before ? Math.log(x) < logx : Math.log(x) <= logx) found += mass;
    return Math.min(1, found);
  }
  quantile(p) { // of log x, by halving
    let low = Math.min(this.top, this.base + (this.pieces.length ? this.pieces[0].left : 0)) - 1, high = this.top + 1;
    while (this.cdf(low) > p && low > -2000) low -= 10;
    for (let k = 0; k < 60; k++) { const middle = (low + high) / 2; if (this.cdf(middle) < p) low = middle; else high = middle; }
    return high;
  }
  points(low, high) { // log x where curves are drawn, increasing
    const found = this.pieces.flatMap((piece) => piece.points().map((u) => u + this.base));
    for (const piece of this.pieces) found.push(this.base + piece.left - 1e-9, this.base + piece.right + 1e-9);
    const first = this.pieces.length ? this.base + this.pieces[0].left : low;
    for (let k = 0; k < 30; k++) found.push(low + (Math.min(first, high) - low) * k / 30);
    found.push(low, high);
    return found.filter((u) => u >= low && u <= high).sort((a, b) => a - b);
  }
}

// --- the lattice and the samples
const KEYS = ["weights", "activation", "depth", "w", "b", "dependence", "entries", "width", "networks", "bins"];
let samples = [];
async function readSamples() {
  const rows = JSON.parse(new TextDecoder().decode(await unpack("list")));
  const r = new Reader(await unpack("samples"));
  samples = rows.map((row) => {
    const found = Object.fromEntries(row.map((value, k) => [KEYS[k], value]));
    const count = r.u8(), atoms = r.u8(), scale = r.f32();
    found.u = r.many(count, r.f32);
    found.cdf = r.many(count, r.u16).map((whole) => whole / 65535);
    found.error = r.many(count, r.u8).map((whole) => whole * scale / 255);
    found.atoms = r.many(atoms, r.f32);
    return found;
  });
}
const blocks = new Map();
async function block(name) {
  const buffer = await unpack("laws-" + name);
  if (!blocks.has(name)) blocks.set(name, { buffer, places: places(buffer) });
  return blocks.get(name);
}
function index(kind, depth, w, b, law) {
  const sizes = [H.depths.length, H.sigma_w2.length, H.sigma_b2.length, H.laws.length];
  const digits = [H.depths.indexOf(depth), H.sigma_w2.indexOf(w), H.sigma_b2.indexOf(b), H.laws.indexOf(law)];
  return digits.reduce((sum, digit, k) => sum * sizes[k] + digit, H.kinds.indexOf(kind));
}
async function lawOf(state, kind, which = "own") {
  const found = await block(state.activation);
  return new Law(found.buffer, found.places[index(kind, state.depth, state.w, state.b, which)]);
}
async function lawOfSigns(state) { // inputs of few entries: known where the experiment was made
  const which = H.signs.findIndex(([activation, depth, w, b, entries]) => activation === state.activation && depth === state.depth && w === state.w && b === state.b && entries === state.entries);
  if (which < 0 || state.weights !== "rademacher") return null;
  const found = await block("signs");
  return new Law(found.buffer, found.places[which]);
}

// --- what is chosen
const state = { weights: "gaussian", activation: "tanh", depth: 3, w: 1, b: 0.1, entries: 0, dependence: "true", width: Infinity, axis: "log", rivals: true };
const first = (values, wanted) => (values.includes(wanted) ? wanted : values[0]);
const near = (values, wanted) => values.reduce((best, value) => (Math.abs(value - wanted) < Math.abs(best - wanted) ? value : best));
const WEIGHTS = Object.keys(H.weights), NAMES = H.activations.map((each) => each.name);
function settle() {
  state.weights = first(WEIGHTS, state.weights);
  state.activation = first(NAMES, state.activation);
  state.depth = near(H.depths, state.depth);
  state.w = near(H.sigma_w2, state.w);
  state.b = near(H.sigma_b2, state.b);
}
const same = (sample, wanted, keys) => keys.every((key) => sample[key] === wanted[key]);
const PLACE = ["weights", "activation", "depth", "w", "b", "dependence", "entries"];
const here = () => samples.filter((sample) => same(sample, state, PLACE)).sort((a, b) => a.width - b.width);
function nearest() { // the sample that differs least: weights and activation first
  const cost = (s) => (s.weights !== state.weights) * 16 + (s.activation !== state.activation) * 8 + (s.dependence !== state.dependence) * 4 + (s.entries !== state.entries) * 4
    + Math.abs(Math.log2(s.depth / state.depth)) + Math.abs(Math.log2(s.w / state.w)) + Math.abs(Math.sqrt(s.b) - Math.sqrt(state.b));
  return samples.reduce((best, s) => (!best || cost(s) < cost(best) ? s : best), null);
}

const PRESETS = [
  ["Gaussian weights", { weights: "gaussian" }],
  ["Orthogonal weights: another law", { weights: "orthogonal" }],
  ["Independent D: the same law", { dependence: "independent" }],
  ["Breaks it: D off by one layer", { dependence: "shifted" }],
  ["Breaks it: Cauchy weights", { weights: "cauchy" }],
  ["Breaks it slowly: sparse weights", { weights: "sparse", depth: 2 }],
  ["Breaks it: one-hot input", { weights: "rademacher", entries: 1, depth: 2, w: 2.25, b: 0 }],
  ["Vanishing gradients", { depth: Math.max(...H.depths), w: H.sigma_w2[0], b: 0 }],
];
const START = { weights: "gaussian", activation: "tanh", depth: 3, w: 1, b: 0.1, entries: 0, dependence: "true", width: Infinity };
const offered = ([, given]) => (!given.weights || WEIGHTS.includes(given.weights)) && (!given.entries || H.signs.length > 0);
const pressed = ([, given]) => { const wanted = { ...START, ...given }; return ["weights", "depth", "w", "b", "entries", "dependence"].every((key) => state[key] === wanted[key]); };
for (const preset of PRESETS.filter(offered)) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = preset[0];
  button.preset = preset;
  button.addEventListener("click", () => { Object.assign(state, START, preset[1]); settle(); update(); });
  at("presets").append(button);
}

// --- the address
function remember() {
  const { width, ...rest } = state;
  const query = new URLSearchParams(rest);
  if (Number.isFinite(width)) query.set("width", width);
  history.replaceState(null, "", "#" + query);
}
function recall() {
  for (const [key, value] of new URLSearchParams(location.hash.slice(1))) {
    if (!(key in state)) continue;
    state[key] = typeof state[key] === "number" ? Number(value) : typeof state[key] === "boolean" ? value === "true" : value;
  }
  if (!["true", "independent", "shifted"].includes(state.dependence)) state.dependence = "true";
  if (state.axis !== "linear") state.axis = "log";
  settle();
}

// --- drawing
function draw(tag, attributes, ...inside) {
  const found = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) found.setAttribute(name, value);
  found.append(...inside);
  return found;
}
// σ_w²: letters behind a low line become subscripts, in the page and in its pictures
function rich(text, lower) {
  const found = document.createDocumentFragment();
  for (const part of text.split(/(_\w)/)) found.append(/^_\w$/.test(part) ? lower(part[1]) : part);
  return found;
}
const inPage = (text) => rich(text, (letter) => Object.assign(document.createElement("sub"), { textContent: letter }));
function inPicture(text) {
  const low = rich(text, (letter) => draw("tspan", { dy: 3, "font-size": "80%" }, letter));
  const after = low.childNodes[2];
  if (after) after.replaceWith(draw("tspan", { dy: -3 }, after.textContent));
  return low;
}
const round = (value) => Math.round(value * 100) / 100;
const path = (points, kind) => draw("path", { class: kind, d: points.map(([x, y], k) => `${k ? "L" : "M"}${round(x)} ${round(y)}`).join("") });
const digits = (value) => { const text = value === 0 ? "0" : Math.abs(value) >= 1e5 || Math.abs(value) < 1e-3 ? value.toExponential(2) : String(Number(value.toPrecision(4))); return text.replace("-", "−"); };
const SUPER = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const power = (k) => "10" + (k < 0 ? "⁻" : "") + [...String(Math.abs(k))].map((digit) => SUPER[digit]).join("");
function nice(low, high, count) {
  const raw = (high - low) / count, unit = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((k) => k * unit).find((each) => each >= raw);
  const found = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + 1e-9 * step; k++) found.push(k * step);
  return found;
}
class Panel {
  constructor(id, window, y, title) {
    this.svg = at(id);
    [this.w, this.h] = [Math.max(240, this.svg.clientWidth), this.svg.clientHeight || 200];
    this.svg.setAttribute("viewBox", `0 0 ${this.w} ${this.h}`);
    [this.left, this.right, this.top, this.bottom] = [54, this.w - 12, 22, this.h - 34];
    [this.window, this.range] = [window, y];
    this.linear = state.axis === "linear";
    const clip = draw("clipPath", { id: id + "-clip" }, draw("rect", { x: this.left, y: this.top, width: this.right - this.left, height: this.bottom - this.top }));
    this.body = draw("g", { "clip-path": `url(#${id}-clip)` });
    this.svg.replaceChildren(draw("defs", {}, clip), this.axes(title), this.body);
  }
  x(u) {
    const [low, high] = this.window;
    const part = this.linear ? Math.exp(u - high) : (u - low) / (high - low);
    return this.left + part * (this.right - this.left);
  }
  y(value) { const [low, high] = this.range; return this.bottom - (value - low) / (high - low) * (this.bottom - this.top); }
  axes(title) {
    const g = draw("g", {}), few = Math.max(3, Math.floor((this.right - this.left) / 110));
    const ticks = this.linear ? nice(0, Math.exp(this.window[1]), few).map((x) => [Math.log(x), digits(x)]) : this.decades(few);
    for (const [u, label] of ticks) {
      const x = round(this.x(u));
      g.append(draw("path", { class: "grid", d: `M${x} ${this.top}V${this.bottom}` }), draw("text", { x, y: this.bottom + 15 }, label));
    }
    for (const value of nice(...this.range, 6)) {
      const y = round(this.y(value));
      g.append(draw("path", { class: "grid", d: `M${this.left} ${y}H${this.right}` }), draw("text", { x: this.left - 6, y: y + 4, class: "end" }, digits(value)));
    }
    g.append(draw("path", { class: "frame", d: `M${this.left} ${this.top}V${this.bottom}H${this.right}` }));
    g.append(draw("text", { x: this.left, y: 13, class: "start title" }, title), draw("text", { x: (this.left + this.right) / 2, y: this.h - 3 }, "eigenvalue λ of J Jᵀ"));
    return g;
  }
  decades(few) {
    const [low, high] = this.window.map((u) => u / LN10), step = Math.max(1, Math.ceil((high - low) / few)), found = [];
    for (let k = Math.ceil(low / step) * step; k <= high; k += step) found.push([k * LN10, power(k)]);
    if (found.length < 2) return nice(low, high, few).map((k) => [k * LN10, digits(10 ** k)]);
    return found;
  }
  curve(points, kind) { if (points.length) this.body.append(path(points.map(([u, value]) => [this.x(u), this.y(value)]), kind)); }
  bar(u0, u1, value) {
    const y = this.y(value);
    this.body.append(draw("rect", { class: "bars", x: round(this.x(u0)), y: round(y), width: Math.max(0.3, round(this.x(u1) - this.x(u0))), height: Math.max(0, round(this.bottom - y)) }));
  }
  dot(u, value) { this.body.append(draw("circle", { class: "dot", cx: round(this.x(u)), cy: round(this.y(value)), r: 2.6 })); }
  text(x, y, words, kind = "start") { this.svg.append(draw("text", { x, y, class: kind }, words)); }
}

// Heights: per decade on a logarithmic axis, per unit of λ on a linear one
const height = (f, u) => (state.axis === "linear" ? f * Math.exp(-u) : f * LN10);
// Shares of eigenvalues that lie on no atom, as heights; on a linear axis bins are put together until they can be seen
function bins(sample, law, window) {
  const found = [], linear = state.axis === "linear", least = linear ? Math.exp(window[1]) / FINEST : 0;
  for (let k = 1, start = 0; k < sample.u.length; k++) {
    const [a, b] = [sample.u[start], sample.u[k]], wide = linear ? Math.exp(b) - Math.exp(a) : (b - a) / LN10;
    if (wide < least) continue;
    let share = sample.cdf[k] - sample.cdf[start];
    law.atoms.forEach(([x], i) => { if (Math.log(x) > a && Math.log(x) <= b) share -= sample.atoms[i] || 0; });
    found.push([a, b, Math.max(0, share) / wide]);
    start = k;
  }
  return found;
}
function bulk(law, low, high) { // mean heights over bins: what a sample could show
  const found = [];
  for (let k = 0; k < BINS; k++) {
    const edge = (part) => (state.axis === "linear" ? Math.log(Math.max(1e-300, Math.exp(high) * part)) : low + (high - low) * part);
    const [a, b] = [edge(k / BINS), edge((k + 1) / BINS)];
    let mass = law.cdf(b) - law.cdf(a);
    for (const [x, weight] of law.atoms) if (Math.log(x) > a && Math.log(x) <= b) mass -= weight;
    if (state.axis !== "linear" || k) found.push(mass / (state.axis === "linear" ? Math.exp(b) - Math.exp(a) : (b - a) / LN10));
  }
  return found;
}
function windowOf(laws, sample) {
  const lows = laws.map((law) => law.quantile(law.zero + 0.01 * (1 - law.zero))), highs = laws.map((law) => law.top);
  if (sample) { lows.push(sample.u[0]); highs.push(sample.u[sample.u.length - 1]); }
  const [low, high] = [Math.max(Math.min(...lows), Math.max(...highs) - 69), Math.max(...highs)];
  const margin = Math.max(0.05, 0.05 * (high - low));
  return [Math.min(low, high - 1) - margin, high + (state.axis === "linear" ? 0.05 : margin)];
}
function density(shown, law, sample, window) {
  const bars = sample?.bins ? bins(sample, law, window) : [];
  const tops = [...bars.slice(state.axis === "linear" ? 1 : 0).map(([, , value]) => value), ...shown.flatMap(([each]) => bulk(each, ...window))].filter(Number.isFinite);
  const top = ROOM * Math.max(...tops, 1e-12) || 1;
  const panel = new Panel("density", window, [0, top], state.axis === "linear" ? "Density" : "Density per decade");
  for (const [a, b, value] of bars) panel.bar(a, b, value);
  for (const [each, kind] of shown) {
    panel.curve(each.points(...window).map((u) => [u, Math.min(3 * top, height(each.density(u), u))]), kind);
    if (kind !== "law") continue;
    for (const [x, mass] of each.atoms) {
      const u = Math.log(x), px = x === 0 ? panel.left : panel.x(u);
      if (px < panel.left - 1 || px > panel.right) continue;
      panel.body.append(path([[px, panel.bottom], [px, panel.top + 6]], "law"));
      panel.svg.append(draw("path", { class: "tri", d: `M${round(px - 4)} ${panel.top + 8}h8l-4-8z` }));
      panel.text(px + (px > panel.right - 90 ? -7 : 7), panel.top + 9, (x === 0 ? "atom at 0: " : "atom: ") + digits(mass), px > panel.right - 90 ? "end" : "start");
    }
  }
  return panel;
}
function distribution(shown, sample, window) {
  const panel = new Panel("cdf", window, [0, 1.02], "Distribution function");
  for (const [law, kind] of shown) {
    const points = law.points(...window).map((u) => [u, law.cdf(u)]);
    for (const [x] of law.atoms) { const u = Math.log(x); if (u > window[0] && u < window[1]) points.push([u, law.cdf(u, true)], [u, law.cdf(u)]); }
    panel.curve(points.sort((a, b) => a[0] - b[0] || a[1] - b[1]), kind);
  }
  sample?.u.forEach((u, k) => panel.dot(u, sample.cdf[k]));
}
function gaps(law, sample) { return sample.u.map((u, k) => [u, sample.cdf[k] - law.cdf(u), sample.error[k]]); }
function residual(shown, sample, window) {
  const [[law], ...others] = shown;
  const curves = others.map(([other, kind]) => {
    const u = [...law.points(...window), ...other.points(...window)].sort((a, b) => a - b);
    return [u.map((each) => [each, other.cdf(each) - law.cdf(each)]), kind];
  });
  const own = sample ? gaps(law, sample) : [];
  const spans = own.flatMap(([, gap, error]) => [gap - 2 * error, gap + 2 * error]), theirs = curves.flatMap(([points]) => points.map(([, gap]) => gap));
  const seen = sample ? spans : theirs, low = Math.min(-0.002, ...seen), high = Math.max(0.002, ...seen), beyond = BEYOND * (high - low);
  const panel = new Panel("residual", window, [low - beyond, high + beyond], "Residual: less F of the limit law");
  if (own.length) {
    const band = [...own.map(([u, gap, error]) => [panel.x(u), panel.y(gap + 2 * error)]), ...own.map(([u, gap, error]) => [panel.x(u), panel.y(gap - 2 * error)]).reverse()];
    panel.body.append(path(band, "band"));
    panel.curve(own.map(([u, gap]) => [u, gap]), "data");
    for (const [u, gap] of own) panel.dot(u, gap);
  }
  panel.body.append(path([[panel.left, panel.y(0)], [panel.right, panel.y(0)]], "law"));
  for (const [points, kind] of curves) panel.curve(points, kind);
}

// --- the phase plane
const place = { x: (w) => w, y: (b) => Math.sqrt(b) };
const cuts = (values, low, high) => [low, ...values.slice(1).map((value, k) => (value + values[k]) / 2), high];
async function plane() {
  const svg = at("plane"), W = Math.max(240, svg.clientWidth), T = svg.clientHeight || 208;
  svg.setAttribute("viewBox", `0 0 ${W} ${T}`);
  const [left, right, top, bottom] = [40, W - 6, 8, T - 32], xs = H.sigma_w2.map(place.x), ys = H.sigma_b2.map(place.y);
  const span = [1.06 * Math.max(...xs), (ys.at(-1) + (ys.at(-1) - (ys.at(-2) ?? 0)) / 4) || 1];
  const x = (value) => left + (right - left) * value / span[0], y = (value) => bottom - 6 - (bottom - 6 - top) * value / span[1];
  const columns = cuts(xs, 0, span[0]), rows = cuts(ys, -6 * span[1] / (bottom - 6 - top), span[1]);
  const kind = H.weights[state.weights].kind, found = await block(state.activation), parts = [];
  xs.forEach((_, i) => ys.forEach((_, j) => {
    const law = new Law(found.buffer, found.places[index(kind, state.depth, H.sigma_w2[i], H.sigma_b2[j], "own")]);
    const growth = law.refused === undefined ? Math.log(law.m1) / state.depth : 0;
    const box = { x: round(x(columns[i])), y: round(y(rows[j + 1])), width: round(x(columns[i + 1]) - x(columns[i])), height: round(y(rows[j]) - y(rows[j + 1])) };
    const cell = draw("rect", { class: "cell none", ...box });
    const color = draw("rect", { class: "cell " + (growth > 0 ? "hot" : "cold"), ...box, opacity: round(Math.min(0.75, Math.abs(growth) / 1.6)) });
    parts.push(cell, color);
    if (law.refused !== undefined) parts.push(draw("text", { x: x(xs[i]), y: y(ys[j]) + 4 }, "✕"));
  }));
  const line = H.critical[state.activation].filter(([w, b]) => w <= span[0] && Math.sqrt(b) <= span[1]);
  for (const attracts of [1, 0]) {
    const points = line.filter((each) => each[2] === attracts).map(([w, b]) => [x(w), y(Math.sqrt(b))]);
    if (points.length > 1 && points.some(([, py]) => py < y(0) - 1)) parts.push(path(points, "critical" + (attracts ? "" : " repels")));
    else if (points.length) parts.push(draw("circle", { class: "critical", cx: points[0][0], cy: points[0][1], r: 4 }));
  }
  const seen = samples.filter((s) => same(s, state, ["weights", "activation", "depth", "entries"]));
  for (const key of new Set(seen.map((s) => s.w + " " + s.b))) { const [w, b] = key.split(" ").map(Number); parts.push(draw("circle", { class: "seen", cx: round(x(w)), cy: round(y(Math.sqrt(b))), r: 3 })); }
  parts.push(draw("circle", { class: "mark", cx: round(x(state.w)), cy: round(y(Math.sqrt(state.b))), r: 7.5 }));
  parts.push(draw("path", { class: "frame", d: `M${left} ${top}V${bottom}H${right}` }));
  for (const w of nice(0, span[0], 4)) parts.push(draw("text", { x: round(x(w)), y: bottom + 14 }, digits(w)));
  let last = Infinity;
  for (const b of H.sigma_b2) { const py = y(Math.sqrt(b)); if (last - py > 13) { parts.push(draw("text", { x: left - 5, y: round(py + 4), class: "end" }, digits(b))); last = py; } }
  parts.push(draw("text", { x: (left + right) / 2, y: T - 3 }, inPicture("σ_w²")), draw("text", { x: 2, y: 18, class: "start" }, inPicture("σ_b²")));
  svg.replaceChildren(...parts);
  svg.from = (px, py) => {
    const w = (px - left) / (right - left) * span[0], b = (bottom - 6 - py) / (bottom - 6 - top) * span[1];
    return [near(H.sigma_w2, w), H.sigma_b2[ys.indexOf(near(ys, b))]];
  };
}
at("plane").addEventListener("click", (event) => {
  const box = at("plane").getBoundingClientRect();
  [state.w, state.b] = at("plane").from(event.clientX - box.left, event.clientY - box.top);
  update();
});
at("plane").addEventListener("keydown", (event) => {
  const move = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
  if (!move) return;
  event.preventDefault();
  const step = (values, value, by) => values[Math.min(values.length - 1, Math.max(0, values.indexOf(value) + by))];
  state.w = step(H.sigma_w2, state.w, move[0]);
  state.b = step(H.sigma_b2, state.b, move[1]);
  update();
});

// --- words
const KEYS_OF = { law: "limit law", kind: "law of the other kind of weights", shift: "law with variances off by one layer", own: "law for this input and signs as weights" };
function legend(shown, sample) {
  const item = (mark, words) => { const li = document.createElement("li"); li.append(draw("svg", { viewBox: "0 0 32 11", "aria-hidden": "true" }, mark), words); return li; };
  const rows = shown.map(([, kind]) => item(path([[0, 5.5], [32, 5.5]], kind), KEYS_OF[kind]));
  if (sample) rows.push(item(draw("circle", { class: "dot", cx: 16, cy: 5.5, r: 3 }), "sample, two standard errors"));
  at("legend").replaceChildren(...rows);
}
function say(law, sample) {
  const weights = H.weights[state.weights], label = H.activations.find((each) => each.name === state.activation).label;
  const words = [`${weights.label} weights, ${label}, L = ${state.depth}, σ_w² = ${state.w}, σ_b² = ${state.b}.`];
  if (law.refused === undefined) {
    words.push(`Law certified to ${law.worst.toExponential(0)}: m₁ = ${digits(law.m1)}, m₂/m₁² = ${digits(law.spread)}.`);
    if (sample) {
      const worst = gaps(law, sample).reduce((best, each) => (Math.abs(each[1]) > Math.abs(best[1]) ? each : best));
      words.push(`${sample.networks} networks of width ${sample.width}, ${D_WORDS[state.dependence]}: largest |Fₙ − F| ${digits(Math.abs(worst[1]))}, where two standard errors are ${digits(2 * worst[2])}.`);
    }
  }
  at("says").replaceChildren(inPage(words.join(" ")));
  const e = weights.note && state.weights === "cauchy" ? "gaussian" : state.weights === "sparse" ? "gaussian" : state.weights;
  at("command").textContent = `freewidth law -e ${e} -a ${state.activation} -d ${state.depth} --sigma-w2 ${state.w} --sigma-b2 ${state.b}${H.q0 === 1 ? "" : ` --q0 ${H.q0}`}`;
}
function note(law, sample, ownOfSigns, rest) {
  const lines = [], weights = H.weights[state.weights];
  if (law.refused !== undefined) lines.push(`The solver refused this law, so none is drawn: ${law.refused}`);
  for (const [other, kind] of rest) if (other.refused !== undefined) lines.push(`The solver refused the ${KEYS_OF[kind]}: ${other.refused}`);
  if (weights.note) lines.push(`${weights.label} weights: ${weights.note}.`);
  if (state.entries && !ownOfSigns) lines.push(state.weights === "rademacher" ? "For this input the law is known at the sampled points only; the one drawn is that of spread inputs." : "These weights do not notice which input of a given length it is: the law is the same.");
  if (sample && !sample.bins) lines.push("Of these networks F at a few points was kept, no eigenvalues: there are no bars.");
  if (!sample) lines.push("No networks were sampled here: the law stands alone.");
  const box = at("note");
  box.replaceChildren(...lines.map((text) => { const p = document.createElement("p"); p.textContent = text; return p; }));
  box.hidden = !lines.length;
  if (!sample && samples.length) {
    const button = document.createElement("button");
    button.type = "button";
    button.id = "nearest";
    button.textContent = "Go to the nearest sample";
    button.addEventListener("click", () => { const to = nearest(); for (const key of PLACE) state[key] = to[key]; state.width = Infinity; update(); });
    box.append(button);
  }
}
function controls(found) {
  for (const name of ["weights", "activation", "entries"]) form.elements[name].value = state[name];
  for (const name of ["dependence", "axis"]) form.elements[name].value = state[name];
  form.elements.rivals.checked = state.rivals;
  for (const [name, values, title] of [["depth", H.depths, "L"], ["w", H.sigma_w2, "σ_w²"], ["b", H.sigma_b2, "σ_b²"]]) {
    form.elements[name].value = values.indexOf(state[name]);
    form.elements[name].setAttribute("aria-valuetext", `${title} ${state[name]}`);
    at(name + "-says").value = state[name];
  }
  const options = found.map((each) => new Option(`${each.width} (${each.networks})`, each.width));
  form.elements.width.replaceChildren(...(options.length ? options : [new Option("none sampled", "")]));
  form.elements.width.disabled = !options.length;
  for (const button of at("presets").children) button.setAttribute("aria-pressed", String(pressed(button.preset)));
  at("plane-says").replaceChildren(inPage(`σ_w² = ${state.w}, σ_b² = ${state.b}.`));
}

// --- all of it
let turn = 0;
async function update() {
  const own = ++turn, found = here();
  const sample = found.find((each) => each.width === state.width) || found.at(-1);
  controls(found);
  if (sample) form.elements.width.value = sample.width;
  const kind = H.weights[state.weights].kind, other = H.kinds.find((each) => each !== kind);
  const law = await lawOf(state, kind), signs = state.entries ? await lawOfSigns(state) : null;
  const rest = [];
  if (state.rivals) rest.push([await lawOf(state, other), "kind"]);
  if (state.rivals || state.dependence === "shifted") rest.push([await lawOf(state, kind, "shifted"), "shift"]);
  if (signs) rest.push([signs, "own"]);
  if (own !== turn) return;
  const shown = [[law, "law"], ...rest].filter(([each]) => each.refused === undefined);
  say(law, sample);
  note(law, sample, signs, rest);
  legend(shown, sample);
  if (law.refused === undefined) {
    const window = windowOf(shown.map(([each]) => each), sample);
    density(shown, law, sample, window);
    distribution(shown, sample, window);
    residual(shown, sample, window);
  } else for (const id of ["density", "cdf", "residual"]) at(id).replaceChildren();
  await plane();
  remember();
  document.body.dataset.shown = String(own);
}
form.addEventListener("input", () => {
  const given = form.elements;
  Object.assign(state, { weights: given.weights.value, activation: given.activation.value, entries: Number(given.entries.value), dependence: given.dependence.value, axis: given.axis.value, rivals: given.rivals.checked });
  [state.depth, state.w, state.b] = [H.depths[given.depth.value], H.sigma_w2[given.w.value], H.sigma_b2[given.b.value]];
  if (given.width.value) state.width = Number(given.width.value);
  update();
});
form.addEventListener("submit", (event) => event.preventDefault());
addEventListener("resize", () => update());
addEventListener("hashchange", () => { recall(); update(); });
at("desk").hidden = false;
readSamples().then(() => { recall(); return update(); });
