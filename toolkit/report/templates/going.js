/* -- going from view to view -------------------------------------------------------------------------------------------- */

const leftBy = new Map();   // the link by which a view was left, and the page of its list, for coming back
let followed = null, turn = 0;

function parts() {
  try {
    return (location.hash.match(/^#\/(.*)/)?.[1] ?? "").split("/").map(decodeURIComponent);
  } catch { return ["lost"]; }
}

async function route() {
  if (view && /^#(?!\/)./.test(location.hash)) return;   // a place on the page, and no view
  const link = followed, [name, ...rest] = parts(), own = ++turn;
  followed = null;
  if (name !== "term" || !view) await go(name === "term" ? [""] : [name, ...rest], link, own);
  if (name !== "term" || own !== turn) return;
  if (link) history.replaceState({ inside: true }, "");
  openTerm(rest[0] ?? "", link);
}

async function go(where, link, own) {
  const place = where.join("/");
  if ($("panel").open) $("panel").close();
  if (view?.place !== place) {
    const [name, ...rest] = where;
    const made = await (Object.hasOwn(VIEWS, name) ? VIEWS[name](...rest) : lost("There is no such page."));
    if (own !== turn) return;
    const first = !view;
    view = { ...made, place, hash: address(...where) };
    show();
    if (!first || view.sought) arrive(link);
  }
  document.title = `${view.title} · Framing report`;
}

function show() {
  document.documentElement.dataset.view = view.name;
  if ($("overview")) $("overview").hidden = view.name !== "overview";
  $("list").hidden = !view.list;
  $("list-title").hidden = view.name === "articles";
  $("groups").hidden = view.group !== undefined || index.groups.length < 2;
  for (const [node, home] of homes) if (!view.nodes.includes(node)) home.append(node);
  $("view").replaceChildren(...view.nodes);
  for (const link of document.querySelectorAll(".top a")) {
    const isOnly = articles.length === 1 && view.name === "article" && link.getAttribute("href") === "#/";
    if (isOnly || link.getAttribute("href") === view.hash) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  chosen.page = view.list && leftBy.get(view.place)?.page || 0;
  recount();
  if (view.list && search.reading) lookUp();
  else refresh();
  tip.hidden = true;
  if (view.name === "overview") drawCharts();
}

/* The focus goes to the term sought; on coming back, to the link by which the view was left; or else to the heading. */
function arrive(link) {
  const back = !link && leftBy.get(view.place)?.href;
  const again = back && [...$("main").querySelectorAll("a")].find(a => a.offsetParent && a.getAttribute("href") === back);
  const sought = view.sought && $(view.sought);
  if (sought) sought.classList.add("sought");
  const target = sought || again || $("view").querySelector("h1") || $("overview-title");
  if (!sought && !again) scrollTo(0, 0);
  (target || $("main")).focus({ preventScroll: !sought && !again });
  if (sought) sought.scrollIntoView({ block: "center" });
}

/* -- controls ----------------------------------------------------------------------------------------------------------- */

const counts = [];   // of the voices and categories: where each stands, and which hits it counts

function recount() {
  const hits = (view.scope ?? articles).flatMap(article => article.hits);
  for (const [node, test] of counts) {
    const n = sum(hits.filter(test).map(hit => hit.n)), label = node.parentNode;
    node.textContent = count(n);
    label.hidden = n === 0 && $("by-category").contains(label) && !label.firstChild.checked;   // all voices stay, as a key
  }
}

function boxes(fieldset, set, options, label) {
  fieldset.append(...options.map(([value, text, n]) => {
    const number = soft(typeof n === "function" ? "" : count(n));
    if (typeof n === "function") counts.push([number, n]);
    const box = make("input", { type: "checkbox" });
    box.addEventListener("change", () => {
      if (box.checked) set.add(value); else set.delete(value);
      chosen.page = 0;
      refresh();
      label?.();
    });
    return make("label", {}, box, " ", text, " ", number);
  }));
}

function controls() {
  if (innerWidth < 600) filters.firstElementChild.open = false;
  boxes($("by-voice"), chosen.voices, index.voices.map((name, i) => [i,
    make("span", { class: `v-${name}` }, make("span", { class: `term v-${name}` }, index.voice_names[i])), hit => hit.voice === i]));
  boxes($("by-category"), chosen.categories, index.categories.map(name => [name, name,
    hit => index.entries[hit.entry][1] === name]));
  const [summary, fieldset] = $("groups").children;
  const label = () => { summary.textContent = `Filter by ${index.by}: ${chosen.groups.size || "all"} chosen`; };
  const size = group => articles.filter(article => article.group === group).length;
  fieldset.firstElementChild.textContent = index.by;
  boxes(fieldset, chosen.groups, index.groups.map((name, i) => [i, name, size(i)]), label);
  label();
  $("order").querySelector("[value=group]").textContent = `by ${index.by}`;
  $("everything").addEventListener("click", () => {
    for (const box of document.querySelectorAll("#filters input, #groups input")) box.checked = false;
    for (const set of [chosen.voices, chosen.categories, chosen.groups]) set.clear();
    label();
    refresh();
    filters.querySelector("summary").focus();   // the button is gone
  });
  $("find").addEventListener("input", lookUp);
  $("texts").addEventListener("change", lookUp);
  $("order").addEventListener("change", () => { chosen.order = $("order").value; chosen.page = 0; showList(); });
  $("previous").addEventListener("click", () => turnPage(-1));
  $("next").addEventListener("click", () => turnPage(1));
  for (const form of document.forms) form.addEventListener("submit", event => event.preventDefault());
}

function theme() {
  let dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const press = () => $("theme").setAttribute("aria-pressed", dark);
  $("theme").addEventListener("click", () => {
    dark = !dark;
    document.documentElement.dataset.theme = dark ? "dark" : "light";
    press();
  });
  press();
}

async function start() {
  index = await unpack("index-packed");
  articles = index.articles.map(read);
  byId = new Map(articles.map(article => [article.id, article]));
  document.documentElement.classList.add("scripted");
  controls();
  theme();
  $("skip").addEventListener("click", event => { event.preventDefault(); $("main").focus(); });
  $("close").addEventListener("click", () => $("panel").close());
  $("panel").addEventListener("close", () => {
    if (parts()[0] !== "term") return;
    if (history.state?.inside) history.back(); else location.replace(view.hash);
  });
  document.addEventListener("click", event => {
    const link = event.target.closest?.("a[href^='#/']");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    followed = link;
    if (!$("panel").contains(link)) leftBy.set(view?.place, { href: link.getAttribute("href"), page: chosen.page });
    if (link.getAttribute("href") === location.hash) route();
  });
  addEventListener("hashchange", route);
  await route();
}

start();
