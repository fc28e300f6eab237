/* -- the list of articles ----------------------------------------------------------------------------------------------- */

const announce = text => { $("status").textContent = text; };

function showList() {
  const matches = matching(), pages = Math.max(1, Math.ceil(matches.length / PAGE));
  chosen.page = Math.min(chosen.page, pages - 1);
  const per = ({ n, words, expected, value }) => [decimal(value), make("br"),
    soft(`${decimal(expected)} of ${n} in ${count(words)} words`)];
  const rows = matches.slice(chosen.page * PAGE, (chosen.page + 1) * PAGE).map(article => [
    [make("a", { href: address("article", article.id) }, named(article)), make("br"), soft(...about(article, idOf(article)))],
    per(rate(article, OWN)), per(rate(article, ATTRIBUTED))]);
  const caption = "Loaded terms per 1,000 words, in the outlet’s own voice (headline, narration, scare quotes) "
    + "and in attributed content; below: how many of the terms found a careful editor would mark, which is what counts";
  $("articles").replaceChildren(table(filtered() ? `${caption}; only the chosen voices and categories` : caption,
    [["article"], ["own voice", NUMBER], ["attributed", NUMBER]], rows, "list"));
  const whole = view.group === undefined ? articles.length : articles.filter(article => article.group === view.group).length;
  announce(matches.length === whole ? counted(whole, "article") : `${count(matches.length)} of ${counted(whole, "article")}`);
  $("place").parentNode.hidden = pages === 1;
  $("place").textContent = `Page ${chosen.page + 1} of ${pages}`;
  $("previous").setAttribute("aria-disabled", chosen.page === 0);
  $("next").setAttribute("aria-disabled", chosen.page >= pages - 1);
}

function turnPage(by) {
  if ((by < 0 ? $("previous") : $("next")).getAttribute("aria-disabled") === "true") return;
  chosen.page += by;
  showList();
  $("articles").focus();
}

function refresh() {
  $("everything").hidden = !filtered() && !chosen.groups.size;
  if (view.list) showList();
  view.refresh?.();
}

async function lookUp() {
  const turn = ++search.turn;
  chosen.text = $("find").value.trim().toLowerCase();
  chosen.page = 0;
  search.inText = chosen.text && $("texts").checked ? new Set() : null;
  search.reading = search.inText !== null;
  showList();
  for (let start = 0; search.inText && start < articles.length; start += index.size) {
    const records = await piece(start / index.size);
    if (turn !== search.turn || !view.list) return;   // another search, or another view: reading starts again when the list comes back
    records.forEach((record, i) => {
      if (fieldsOf(record).some(field => textOf(field).toLowerCase().includes(chosen.text))) search.inText.add(start + i);
    });
    if (start % (25 * index.size) === 0) announce(`Reading the texts: ${count(start)} of ${count(articles.length)}`);
  }
  search.reading = false;
  if (search.inText) showList();
}

/* -- one term: its entry, and every place where it occurs --------------------------------------------------------------- */

/* What stands beside a hit: whole words, as long as there are any, and no half of a character. */
function before(text, end) {
  const start = end - SIDE, part = text.slice(Math.max(0, start), end);
  return start <= 0 ? part : `…${part.replace(/^\S*(?=\s)|^[\uDC00-\uDFFF]/, "")}`;
}

function after(text, start) {
  const part = text.slice(start, start + SIDE);
  return start + SIDE >= text.length ? part : `${part.replace(/(?<=\s)\S*$|[\uD800-\uDBFF]$/, "")}…`;
}

function linesOf(article, record, entries) {
  const lines = [];
  let mark = 0;
  for (const field of fieldsOf(record)) {
    const text = textOf(field);
    let at = 0;
    for (const [hit, voice, entry, speaker, , about] of field.map(partOf)) {
      const end = at + hit.length, sides = [before(text, at), hit, after(text, end)].map(part => part.replace(/\s+/g, " "));
      if (entries.has(entry)) lines.push({ article, mark, sides, voice, speaker, about });
      if (entry >= 0) mark++;
      at = end;
    }
  }
  return lines;
}

function lineNode({ article, mark, sides: [left, hit, right], voice, speaker, about: whom }) {
  const name = index.voices[voice];
  return make("li", {},
    make("p", { class: "line" },
      make("span", { class: "left" }, make("span", {}, left)), make("strong", { class: `term v-${name}` }, hit), make("span", { class: "right" }, right)),
    make("p", { class: "soft" }, `${[index.voice_names[voice], saidBy(speaker), whom].filter(Boolean).join(", ")} · `, anchor(named(article), "article", article.id, mark),
      ...about(article).flatMap((part, i) => i ? [part] : [" · ", part])));
}

/* The articles with one of each group in turn, so that the first lines are not all from one outlet. */
function inTurn(articles) {
  const seen = new Map(), turn = new Map();
  for (const article of articles) {
    turn.set(article, seen.get(article.group) ?? 0);
    seen.set(article.group, turn.get(article) + 1);
  }
  return [...articles].sort((a, b) => turn.get(a) - turn.get(b));
}

function concordance(entries, startGroup) {
  const holds = hit => entries.has(hit.entry), having = articles.filter(article => article.hits.some(holds));
  const lines = make("ol", { class: "kwic" }), more = make("button", { type: "button" }, "Show more");
  const status = make("p", { class: "soft", role: "status" });
  const option = (text, value, n, selected) => make("option", { value, selected: selected && "" }, `${text} (${count(n)})`);
  const places = (some, voice) => sum(some.flatMap(article => article.hits)
    .filter(hit => holds(hit) && (voice === undefined || hit.voice === voice)).map(hit => hit.n));
  const numbers = [...new Set(having.map(article => article.group))].sort((a, b) => a - b);
  const group = make("select", {}, option("all", "", places(having)), numbers.map(number => {
    const own = having.filter(article => article.group === number);
    return option(groupOf(own[0]), number, places(own), number === startGroup);
  }));
  const voice = make("select", {}, option("all", "", places(having)),
    index.voice_names.map((name, i) => option(name, i, places(having, i))));
  let turn = 0, source;

  async function* find() {
    const fits = line => voice.value === "" || line.voice === +voice.value;
    for (const article of inTurn(having.filter(article => group.value === "" || article.group === +group.value))) {
      if (voice.value !== "" && !article.hits.some(hit => holds(hit) && hit.voice === +voice.value)) continue;
      yield* linesOf(article, await evidence(article), entries).filter(fits);
    }
  }
  async function show(again) {
    const own = again ? ++turn : turn, nodes = [];
    if (again) { source = find(); lines.replaceChildren(); }
    for (let next; nodes.length < PAGE && !(next = await source.next()).done;) nodes.push(lineNode(next.value));
    if (own !== turn) return;
    const before = lines.childElementCount;
    lines.append(...nodes);
    const some = having.filter(article => group.value === "" || article.group === +group.value);
    const all = places(some, voice.value === "" ? undefined : +voice.value);
    status.textContent = `${count(before + nodes.length)} of ${counted(all, "place")} shown`;
    more.hidden = before + nodes.length >= all;
    if (!again && nodes.length) nodes[0].querySelector("a").focus();
  }
  for (const select of [group, voice]) select.addEventListener("change", () => show(true));
  more.addEventListener("click", () => show(false));
  show(true);
  const size = `${counted(places(having), "place")} in ${count(having.length)} of ${counted(articles.length, "article")}.`;
  return [make("p", {}, size),
    make("form", { class: "search" }, make("label", {}, `${index.by} `, group), make("label", {}, "voice ", voice)),
    status, lines, more];
}

function openTerm(name, opener) {
  const entries = new Map([...index.entries.entries()].filter(([, entry]) => entry[0] === name));
  const { voice, speaker, about, harm } = opener?.dataset ?? {};
  const here = voice ? [index.voice_names[voice], saidBy(speaker), about].filter(Boolean).join(", ") : "";
  const row = (term, text) => text ? [make("dt", {}, term), make("dd", {}, text)] : [];
  const details = [...entries.values()].map(([, category, neutral, source, lexicon], i) => make("dl", {},
    i ? [] : row("This place", here), i ? [] : row("Harm", harm), row("Category", category), row("Neutral alternative", neutral), row("Source", source),
    row("Lexicon", lexicon), row("Found by", index.made)));
  $("panel-title").textContent = name;
  const content = [...details, make("h3", {}, "Concordance"), ...concordance(entries, view.group)];
  $("entry").replaceChildren(...(entries.size ? content : [make("p", {}, "This term occurs in no article of the report.")]));
  if (!$("panel").open) $("panel").showModal();
  $("panel-title").focus();
  document.title = `${name} · Framing report`;
}
