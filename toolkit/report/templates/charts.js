/* -- the interactive charts of the overview, where the page has any ------------------------------------------------------ */

const tip = make("div", { id: "tip", class: "soft", hidden: "" });
let charts = null;

/* Vega is unpacked when the overview is first shown. Its expressions are interpreted (`ast`), so that the page need not allow
   any script to be made of text. */
async function drawCharts() {
  if (!$("vega-packed")) return;
  if (charts) return dispatchEvent(new Event("resize"));   // their width may have changed while they were hidden
  charts = unpack("drawings-packed");
  const script = make("script");
  script.textContent = await unpack("vega-packed");
  document.head.append(script);   // it is run there and then
  script.remove();
  document.body.append(tip);
  for (const [name, drawing] of Object.entries(await charts)) await drawChart($(`chart-${name}`), drawing);
  $("bars")?.removeAttribute("open");   // the charts show their figures
}

async function drawChart(figure, drawing) {
  figure.hidden = false;
  const { view } = await vegaEmbed(figure.querySelector(".drawing"), drawing,
    { mode: "vega", logLevel: 1, ast: true, actions: false, renderer: "svg", defaultStyle: false, tooltip: showTip, patch: withNamesToClick });
  const fit = () => view.resize().runAsync();   // the legend has other lines in another width, which asks for another height
  view.addEventListener("click", openGroup);
  addEventListener("resize", fit);
  await fit();
}

/* The names beside the rows can be clicked too. */
function withNamesToClick(drawing) {
  for (const axis of drawing.axes.filter(({ scale, labels }) => scale === "y" && labels !== false)) {
    axis.encode = { ...axis.encode, labels: { ...axis.encode?.labels, interactive: true } };
  }
  return drawing;
}

/* A finger has no pointer to point with: it gets what stands under the pointer from a mark, and the page of the group from a name. */
function openGroup(event, item) {
  const group = item?.datum?.group ?? item?.datum?.value;
  if (event.pointerType === "touch" && item?.tooltip) return showTip(null, event, item, item.tooltip);
  if (index.groups.includes(group)) location.hash = address("group", group);
}

function showTip(_, event, item, told) {
  tip.hidden = !told;
  if (!told) return;
  const lines = Object.entries(told).filter(([, value]) => value);
  tip.replaceChildren(make("dl", {}, lines.flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, value)])));
  const left = Math.min(event.clientX + 12, innerWidth - tip.offsetWidth - 8), below = event.clientY + 14;
  tip.style.left = `${Math.max(8, left)}px`;
  tip.style.top = `${below + tip.offsetHeight > innerHeight ? event.clientY - tip.offsetHeight - 10 : below}px`;
}
