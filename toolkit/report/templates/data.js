"use strict";
/* The report's script, in five files that the page joins in this order: data, views, lists, charts, going. What it shows is at the end of
   the page in compressed pieces; each is unpacked when it is first needed, and enters the page as text only. Views have addresses
   after the #: "/", "/articles", "/terms", "/group/NAME", "/article/ID" (followed by the number of a term, to go to that term) and
   "/term/TERM", which opens over the view before it. */

const PAGE = 50, SIDE = 50, KEPT = 40, TERMS = 25;    // articles and lines at a time, characters of context, pieces kept, terms of a group
const OWN = [0, 1, 4], ATTRIBUTED = [2, 3];           // voices by their number in index.voices
const NUMBER = true;                                  // a column of figures
const $ = id => document.getElementById(id);

let index, articles, byId, view = null;               // view: what the page shows now
const chosen = { voices: new Set(), categories: new Set(), groups: new Set(), text: "", order: "", page: 0 };
const search = { turn: 0, inText: null, reading: false };   // articles whose text holds the words searched for; whether texts are still being read
const cache = new Map();
const filters = $("filters"), key = $("key");         // move to where the view needs them
const homes = new Map([filters, key].map(node => [node, node.parentNode]));

/* -- what is in the page ------------------------------------------------------------------------------------------------ */

async function unpack(id) {
  const bytes = Uint8Array.from(atob($(id).textContent), letter => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return JSON.parse(await new Response(stream).text());
}

let heardByOthers;
const ofOthers = () => heardByOthers ??= unpack("others-packed");    // whom others on the event of an article heard, by its id

function piece(number) {
  if (!cache.has(number)) cache.set(number, unpack(`piece-${number}`));
  if (cache.size > KEPT) cache.delete(cache.keys().next().value);
  return cache.get(number);
}

const evidence = async article => (await piece(Math.floor(article.number / index.size)))[article.number % index.size];
const partOf = part => typeof part === "string" ? [part, 1, -1, "", 0] : part;    // text, voice (-1: furniture), entry, speaker (of furniture: its reason), probability, whom a term is about, harm
const textOf = parts => parts.map(part => partOf(part)[0]).join("");
const fieldsOf = record => [record.title, ...record.paragraphs];
const groupOf = article => index.groups[article.group] ?? `no ${index.by}`;

function read([id, group, outlet, title, date, words, terms], number) {
  const hits = [];
  for (let i = 0; i < terms.length; i += 4) {   // n: how often; expected: how many of these a careful editor would mark
    hits.push({ entry: terms[i], voice: terms[i + 1], n: terms[i + 2], expected: terms[i + 3] });
  }
  const article = { number, id, group, outlet, title, date, words, hits };
  const entries = hits.map(hit => index.entries[hit.entry][0]);
  article.searched = [id, groupOf(article), outlet, title, ...entries].join("\n").toLowerCase();
  return article;
}

/* -- what the filters leave ---------------------------------------------------------------------------------------------- */

const filtered = () => chosen.voices.size + chosen.categories.size > 0;
const wanted = (voice, entry) => (!chosen.voices.size || chosen.voices.has(voice))
  && (!chosen.categories.size || chosen.categories.has(index.entries[entry][1]));
const sum = numbers => numbers.reduce((total, n) => total + n, 0);

function rate(article, voices) {
  const inVoices = voices.filter(voice => !chosen.voices.size || chosen.voices.has(voice));
  const hits = article.hits.filter(hit => inVoices.includes(hit.voice) && wanted(hit.voice, hit.entry));
  const n = sum(hits.map(hit => hit.n)), expected = sum(hits.map(hit => hit.expected));
  const words = sum(inVoices.map(voice => article.words[voice]));
  return { n, words, expected, value: words ? 1000 * expected / words : NaN };
}

const ORDERS = {
  newest: (a, b) => b.date.localeCompare(a.date),
  oldest: (a, b) => (a.date || "9").localeCompare(b.date || "9"),
  group: (a, b) => groupOf(a).localeCompare(groupOf(b)),
  own: (a, b) => (rate(b, OWN).value || 0) - (rate(a, OWN).value || 0),
  attributed: (a, b) => (rate(b, ATTRIBUTED).value || 0) - (rate(a, ATTRIBUTED).value || 0),
};

function matching(group = view?.group) {
  const inGroup = ({ group: own }) => group === undefined ? !chosen.groups.size || chosen.groups.has(own) : own === group;
  const left = articles.filter(article => inGroup(article)
    && (!filtered() || article.hits.some(hit => wanted(hit.voice, hit.entry)))
    && (!chosen.text || article.searched.includes(chosen.text) || search.inText?.has(article.number)));
  return chosen.order ? left.sort(ORDERS[chosen.order]) : left;
}

function termsOf(articles) {
  const rows = new Map();
  for (const article of articles) {
    const here = article.hits.filter(hit => wanted(hit.voice, hit.entry));
    for (const hit of here) {
      const term = index.entries[hit.entry].slice(0, 2).join("\n");   // entries of several lexicons are one row
      const row = rows.get(term) ?? { entry: hit.entry, total: 0, articles: new Set(), voices: [0, 0, 0, 0, 0] };
      row.total += hit.n;
      row.voices[hit.voice] += hit.n;
      row.articles.add(article);
      rows.set(term, row);
    }
  }
  return [...rows.values()].sort((a, b) => b.total - a.total);
}

/* -- making elements ---------------------------------------------------------------------------------------------------- */

function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) node.setAttribute(name, value);
  }
  node.append(...children.flat().filter(child => child !== undefined && child !== null));
  return node;
}

const soft = (...children) => make("span", { class: "soft" }, ...children);
const count = n => n.toLocaleString("en");
const counted = (n, noun) => `${count(n)} ${noun}${n === 1 ? "" : "s"}`;
const decimal = (value, digits = 1) => Number.isNaN(value) ? "–" : value.toFixed(digits);
const percent = share => `${(100 * share).toFixed(0)} %`;
const address = (...parts) => "#/" + parts.map(encodeURIComponent).join("/");
const anchor = (text, ...parts) => make("a", { href: address(...parts) }, text);
const saidBy = speaker => speaker === "unresolved" ? "speaker not identified" : `said by ${speaker}`;
const named = article => article.title.trim() || article.id;
const idOf = article => article.title.trim() ? `id ${article.id}` : "";  // of an article that is not called by it
const groupLink = article => article.group < 0 ? groupOf(article) : anchor(groupOf(article), "group", groupOf(article));
const about = (article, ...more) => [index.groups.length > 0 && groupLink(article), article.outlet,
  article.date && make("span", { class: "date" }, article.date), ...more].filter(Boolean)
  .flatMap((part, i) => i ? [" · ", part] : [part]);
const title = text => make("h1", { tabindex: -1 }, text);

function table(caption, heads, rows, kind = "") {
  const cell = (tag, content, i, more) => make(tag, { class: heads[i][1] ? "n" : undefined, ...more }, content);
  return make("table", { class: kind || undefined },
    make("caption", { class: "soft" }, make("span", {}, caption)),
    make("thead", {}, make("tr", {}, heads.map(([name], i) => cell("th", name, i, { scope: "col" })))),
    make("tbody", {}, rows.map(row => make("tr", {},
      row.map((content, i) => i ? cell("td", content, i) : cell("th", content, i, { scope: "row" }))))));
}

const scrolled = (label, content) => make("div", { class: "scroll", role: "region", "aria-label": label, tabindex: 0 }, content);

function termTable(caption, rows) {
  const voices = index.voice_names.map(voice => [voice, NUMBER]);
  return scrolled("Loaded terms", table(caption, [["term"], ["category"], ["total", NUMBER], ...voices, ["articles", NUMBER]], rows.map(row => {
    const [term, category] = index.entries[row.entry];
    return [anchor(term, "term", term), category, count(row.total), ...row.voices.map(n => n ? count(n) : "–"), count(row.articles.size)];
  })));
}

function marked(parts, numbers) {
  return parts.map(part => {
    const [text, voice, entry, speaker, p, about, harm] = partOf(part), name = index.voices[voice];
    let node = text;
    if (voice < 0) return make("span", { class: "furniture", title: `not the article: ${speaker}` }, text);
    if (entry >= 0) {
      const [term, category, , , lexicon] = index.entries[entry];
      node = make("a", {
        class: `term v-${name}`, href: address("term", term), id: `mark-${numbers.next++}`,
        "data-voice": voice, "data-entry": entry, "data-speaker": speaker, "data-about": about,
        "data-harm": harm || undefined, title: [`${term} · ${category} · ${saidBy(speaker)} (${index.voice_names[voice]})`, about, harm, lexicon].filter(Boolean).join("\n"),
      }, text);
    }
    if (harm) node = make("span", { class: "harm", title: entry < 0 && harm }, node);
    if (voice !== 1) node = make("span", { class: `v-${name}` }, node);
    const note = `annotators would mark this sentence with probability ${decimal(p || 0, 2)}`;
    return p ? make("span", { class: "marked", title: note }, node) : node;
  });
}
