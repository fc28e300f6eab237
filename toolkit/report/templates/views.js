/* -- the views: what the page shows, and what changes with the filters -------------------------------------------------- */

const VIEWS = {
  "": () => articles.length === 1 ? VIEWS.article(articles[0].id)
    : { title: "Overview", name: "overview", nodes: [], list: true },

  articles: () => ({ title: "Articles", name: "articles", nodes: [title("Articles")], list: true }),

  terms: () => {
    const home = make("div"), find = make("input", { type: "search" });
    const refresh = () => {
      const part = find.value.trim().toLowerCase();
      const rows = termsOf(articles).filter(row => index.entries[row.entry][0].toLowerCase().includes(part));
      const shown = rows.slice(0, 4 * PAGE), cut = `${count(rows.length)} terms; the ${shown.length} most frequent are shown`;
      announce(rows.length > shown.length ? cut : counted(rows.length, "term"));
      home.replaceChildren(termTable("Loaded terms of all articles, the most frequent first: how often in all, in each voice, and in how many articles", shown));
    };
    find.addEventListener("input", refresh);
    const nodes = [title("Loaded terms"), filters, make("label", { class: "onscreen" }, "Find ", find), home];
    return { title: "Terms", name: "terms", nodes, refresh };
  },

  group: async name => {
    const group = index.groups.indexOf(name), all = await unpack("groups-packed");
    if (!Object.hasOwn(all.pages, name)) return lost(`There is no ${index.by} “${name}”.`);
    const page = all.pages[name], own = articles.filter(article => article.group === group);
    const dates = own.map(article => article.date).filter(Boolean).sort();
    const span = dates.length ? `, ${dates[0]} to ${dates.at(-1)}` : "", terms = make("div");
    const words = sum(own.map(article => sum(article.words)));
    const refresh = () => terms.replaceChildren(termTable("Most frequent loaded terms by voice", termsOf(own).slice(0, TERMS)));
    const size = `${counted(own.length, "article")}, ${count(words)} words including titles${span}`;
    const nodes = [title(name), make("p", { class: "soft" }, size)];
    if (page.figures) nodes.push(...figures(page.figures, all));
    nodes.push(...(page.about ?? []).filter(part => part.rows.length).flatMap(part => portrayed(part, all)));
    const right = make("div", {});
    if (page.distinctive?.length) right.append(table("Words most typical of its own voice, compared with the rest; z of the log-odds ratio: from about 2 on, more than chance",
      [["word"], ["z", NUMBER], ["count", NUMBER], ["per 1,000", NUMBER], ["rest per 1,000", NUMBER], ["articles", NUMBER]],
      page.distinctive.map(([word, z, n, here, rest, inArticles]) =>
        [word, decimal(z), count(n), decimal(here, 2), decimal(rest, 2), count(inArticles)])));
    right.append(table("Main sources, including near-copies: share of the attributed words whose speaker is identified",
      [["source"], ["type"], ["share", NUMBER], ["articles", NUMBER]],
      page.sources.map(([source, type, share, n]) => [source, type, percent(share), count(n)])));
    nodes.push(make("div", { class: "cards" }, terms, right));
    return { title: name, name: "group", nodes, list: true, group, scope: own, refresh };
  },

  article: async (id, sought) => {
    const article = byId.get(id);
    if (!article) return lost(`There is no article “${id}”.`);
    const record = await evidence(article), others = (await ofOthers())[id], numbers = { next: 0 };
    const untitled = record.title.length === 0, more = [idOf(article), record.note];
    const heading = title(untitled ? article.id : marked(record.title, numbers));
    const text = make("div", { class: "text", lang: record.lang }, record.paragraphs.map(paragraph => make("p", {}, marked(paragraph, numbers))));
    const refresh = () => {
      const terms = [...$("view").querySelectorAll(".term[data-entry]")];
      for (const term of terms) term.classList.toggle("off", !wanted(+term.dataset.voice, +term.dataset.entry));
      const left = terms.filter(term => !term.classList.contains("off")).length, all = counted(terms.length, "loaded term");
      announce(`${filtered() ? `${left} of ` : ""}${all} marked`);
    };
    const within = view?.within ?? view?.group, around = matching(within), place = around.indexOf(article);
    const step = (label, other) => other && make("a", { href: address("article", other.id) }, `${label}: ${named(other)}`);
    const steps = place < 0 ? [] : [step("Previous", around[place - 1]), step("Next", around[place + 1])].filter(Boolean);
    return {
      title: named(article), name: "article", refresh, within, scope: [article], sought: sought && `mark-${sought}`,
      nodes: [heading, make("p", { class: "soft byline" }, ...about(article, ...more)), filters, key,
        make("div", { class: "parts" }, text,
          make("aside", { "aria-label": "Figures of the article" }, articleTables(article, record, others))),
        steps.length > 0 ? make("nav", { class: "pager soft", "aria-label": "Articles before and after" }, steps) : ""],
    };
  },
};

const lost = message => ({ title: "Not found", name: "lost", nodes: [title("Not found"), make("p", {}, message)] });

function figures(rows, all) {
  const heads = [["measure"], ["figure", NUMBER], [`${all.confidence} interval`, NUMBER], ["n", NUMBER]];
  if (all.differences) heads.push(["difference from the rest", NUMBER], ["interval", NUMBER], ["adjusted p", NUMBER]);
  const row = (cells, i) => {
    const [name, unit] = all.measures[i], [value, interval, n, note, ...rest] = cells;
    const figures = [value, interval, count(n), ...rest], none = Array(heads.length - 1 - figures.length).fill("–");
    return [[name, make("br"), soft(note ? `${unit}; ${note}` : unit)], ...figures, ...none];
  };
  const lines = rows.map(row), isKey = (_, i) => all.measures[i][3];
  const key = lines.filter(isKey), more = lines.filter((line, i) => !isKey(line, i));
  const shown = (label, rows) => scrolled(label, table("n: articles in which the measure has a value", heads, rows, "figures"));
  const rest = make("details", {}, make("summary", {}, counted(more.length, "further measure")), shown("Further figures", more));
  return [make("h2", {}, "Figures"), shown("Figures", key), rest];
}

function portrayed({ whom, rows, sure }, all) {
  const caption = `Expected loaded terms per 1,000 words of the articles in which they are in play; n: these articles. ${sure} of loaded terms have a target that is sure enough, and only these count.`;
  const shown = rows.map(([name, rate, interval, quoted, n, few]) => [few ? [name, make("br"), soft("few articles")] : name, rate, interval, quoted, count(n)]);
  const heads = [[whom], ["in narration", NUMBER], [`${all.confidence} interval`, NUMBER], ["in quotations", NUMBER], ["n", NUMBER]];
  return [make("h2", {}, `Loaded terms about ${whom}`), scrolled(`Loaded terms about ${whom}`, table(caption, heads, shown))];
}

/* A row for each loaded term of an article: what its tooltip says, for those who do not point, and the way to its place. The rest
   of its entry is shown there. */
function termLines(article, record) {
  return fieldsOf(record).flat().map(partOf).filter(([, , entry]) => entry >= 0).map(([text, voice, entry, speaker, , whom], mark) => {
    const [term, category, neutral] = index.entries[entry], name = index.voices[voice];
    const told = [`${term}, ${category}`, neutral && `neutral: ${neutral}`].filter(Boolean).join("; ");
    return [[anchor(text, "article", article.id, mark), make("br"), soft(told)],
      [speaker, make("br"), make("span", { class: `soft v-${name}` }, index.voice_names[voice])], whom || "–"];
  });
}

const listed = (label, lines) => make("details", {}, make("summary", {}, label),
  make("ul", { class: "soft" }, lines.map(line => make("li", {}, line))));

function articleTables(article, record, others) {
  const hits = (voice, number) => sum(article.hits.filter(hit => hit.voice === voice).map(hit => hit[number]));
  const tables = [table("Words and loaded terms by voice; expected: how many of the terms a careful editor would mark",
    [["voice"], ["words", NUMBER], ["loaded", NUMBER], ["expected", NUMBER], ["per 1,000", NUMBER]],
    index.voices.map((voice, i) => [make("span", { class: `v-${voice}` }, index.voice_names[i]), count(article.words[i]), count(hits(i, "n")),
      decimal(hits(i, "expected")), decimal(article.words[i] ? 1000 * hits(i, "expected") / article.words[i] : NaN)]))];
  const lines = termLines(article, record);
  if (lines.length) tables.push(make("details", { class: "terms" }, make("summary", {}, `The loaded terms one by one: ${count(lines.length)}`),
    table("Loaded terms in the order of the text, who says them, and about whom", [["term"], ["said by"], ["about whom"]], lines)));
  if (record.targets) tables.push(table(
    `About whom: the ${count(record.sure)} of ${counted(sum(article.hits.map(hit => hit.n)), "loaded term")} whose target is sure enough; bad and good: the light that they put it in`,
    [["about"], ["terms", NUMBER], ["bad", NUMBER], ["good", NUMBER]],
    record.targets.map(({ name, kind, side, n, bad, good, terms }) => [
      [name, make("br"), soft(`${side ? `${kind}, side: ${side}` : kind}; ${terms.map(term => `“${term}”`).join(", ")}`)],
      count(n), count(bad), count(good)])));
  if (record.harm) tables.push(table("Harm: how it is told, by whom it is done, and to whom",
    [["word"], ["by whom"], ["to whom"]],
    record.harm.map(({ word, form, voice, agent, patient }) => [
      [word, make("br"), soft(`${form}; ${index.voice_names[index.voices.indexOf(voice)]}`)], agent || soft("not told"), patient || soft("not told")])));
  if (record.marked) tables.push(table(
    "Sentences that annotators would mark: expected number, with a 95 % interval for an outlet that is new to the model",
    [["voice"], ["sentences", NUMBER], ["marked", NUMBER], ["interval", NUMBER]],
    record.marked.map(({ voice, n, mean, low, high }) =>
      [voice, count(n), decimal(mean), low === null ? "–" : `${low} to ${high}`])));
  if (record.likely) tables.push(listed(`These sentences: ${count(record.likely.length)} with a probability of .65 or more`,
    record.likely.map(([p, start]) => `${decimal(p, 2)}: ${start}`)));
  if (record.frames) tables.push(table(`Frames: ${$("frames-caption").content.textContent}`, [["frame"], ["probability", NUMBER]],
    Object.entries(record.frames).map(([name, p]) => [name, decimal(p, 2)])));
  tables.push(table("Who speaks: share of attributed words", [["source"], ["type"], ["share", NUMBER]],
    (record.sources || []).map(source => [
      [source.speaker, source.named === false ? soft(" unnamed") : "", make("br"),
        soft(`${counted(source.attributions, "attribution")}; by ${source.links}`)],
      source.side ? [source.type, make("br"), soft(`side: ${source.side}`)] : source.type, percent(source.share)])));
  if (others) tables.push(table(
    `On this event (${others.event}) ${others.others.join(", ")} also heard; absence is no suppression`,
    [["source"], ["heard by"], ["here"]],
    others.sources.length ? others.sources.map(([name, kind, groups, state]) =>
      [kind ? [name, make("br"), soft(kind)] : name, groups, state || "absent"])
      : [["nobody whom this article does not hear", "", ""]]));
  if (record.unheard) tables.push(table(
    "Talked about but never heard; open pronouns: later sources that could not be resolved and may refer to the name",
    [["name"], ["mentions", NUMBER], ["open pronouns", NUMBER]],
    record.unheard.map(entity => [[entity.name, make("br"), soft(entity.kind)], count(entity.mentions), count(entity.open)])));
  if (record.left_out) tables.push(listed(`Not the article, and not counted: ${counted(record.left_out.length, "passage")}`,
    record.left_out.map(([reason, start]) => `${reason}: ${start}`)));
  const unresolved = `Attributions without an identified speaker: ${record.unresolved || 0} of ${record.attributions || 0}.`;
  tables.push(make("p", { class: "soft" }, unresolved));
  return tables;
}
