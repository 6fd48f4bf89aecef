// The demo's page: two consoles, the cable between them, and what there is to try. It learns everything from
// /demo/state.

const $ = (id) => document.getElementById(id);
let words = {};
let language = "en";
let state = null;
let began = null;
let card = "watch";

const ask = async (path, method = "GET") => {
  const answer = await fetch(`demo/${path}`, { method });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
};
const fromRight = () => language === "ar";
/** A sentence with its values; among words from right to left each value keeps its own direction (U+2068, U+2069). */
const say = (id, values = {}) =>
  Object.entries(values).reduce(
    (text, [name, value]) => text.replaceAll(`{${name}}`, fromRight() ? `\u2068${value}\u2069` : value),
    words[language]?.[id] ?? id,
  );

function show() {
  document.documentElement.lang = language;
  document.documentElement.dir = fromRight() ? "rtl" : "ltr";
  for (const place of document.querySelectorAll("[data-word]")) place.textContent = say(place.dataset.word);
  $("languages").replaceChildren(...Object.keys(words).map((tag) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = tag.toUpperCase();
    button.setAttribute("aria-pressed", String(tag === language));
    button.addEventListener("click", () => { language = tag; show(); });
    return button;
  }));
  if (state === null) return;
  for (const side of ["a", "b"]) {
    const { names } = state.parties[side];
    const name = (names.find((one) => one.language === language) ?? names[0]).text;
    $(`name-${side}`).textContent = `${state.parties[side].short} · ${name}`;
    $(`frame-${side}`).title = name;
  }
  const whole = state.whole;
  $("cable-state").dataset.whole = String(whole);
  $("cable-state").textContent = say(whole ? "whole" : "severed");
  $("cut").disabled = !whole;
  $("restore").disabled = whole;
  $("outsider").disabled = !state.mayPublish;
  showCards();
  showSteps();
  showChoices();
  showWires();
}

function showCards() {
  document.body.dataset.card = card;
  $("cards").replaceChildren(...state.cards.map(({ name, steps }) => {
    const button = document.getElementById(`card-${name}`) ?? document.createElement("button");
    button.id = `card-${name}`;
    button.type = "button";
    const done = steps.filter((step) => step.done).length;
    button.textContent = `${say(`card-${name}`)} ${done}/${steps.length}`;
    button.dataset.done = String(done === steps.length);
    button.setAttribute("aria-pressed", String(name === card));
    button.onclick = () => { card = name; show(); };
    return button;
  }));
}

function showSteps() {
  const { steps } = state.cards.find(({ name }) => name === card);
  const now = steps.findIndex((step) => !step.done);
  $("steps").replaceChildren(...steps.map((step, index) => {
    const item = document.createElement("li");
    item.textContent = say(`step-${step.name}`);
    item.dataset.done = String(step.done);
    item.dataset.now = String(index === now);
    if (index === now) item.setAttribute("aria-current", "step");
    return item;
  }));
}

const choices = ["fibre", "satellite", "hf", "all", "none"];

function showChoices() {
  const works = state.ways.filter((way) => way.works).map((way) => way.name);
  const chosen = works.length === 0 ? "none" : works.length === 1 ? works[0] : works.length === 3 ? "all" : "";
  $("choices").replaceChildren(...choices.map((name) => {
    // One that has the focus keeps it: the page is written anew each second.
    const button = document.getElementById(`only-${name}`) ?? document.createElement("button");
    button.id = `only-${name}`;
    button.type = "button";
    button.textContent = say(`only-${name}`);
    button.setAttribute("aria-pressed", String(name === chosen));
    button.onclick = () => press(`only-${name}`);
    return button;
  }));
}

/** Each way in a row: how it is, and in each direction what is on the wire and what waits. */
function showWires() {
  $("wires").replaceChildren(...state.ways.map((way) => {
    const row = document.createElement("li");
    row.id = `wire-${way.name}`;
    row.dataset.works = String(way.works);
    row.append(part("wire-name", `${way.works ? "●" : "✕"} ${say(`way-${way.name}`)}`),
      part("wire-state", say(way.works ? "works" : "cut-off")));
    // The consoles stand in the order of reading.
    const [there, back] = fromRight() ? ["←", "→"] : ["→", "←"];
    for (const [side, arrow] of [["a", there], ["b", back]]) row.append(lane(way, side, arrow));
    return row;
  }));
}

const signs = { FLASH: "▲", IMMEDIATE: "◆", PRIORITY: "■", ROUTINE: "●" };

function lane(way, side, arrow) {
  const bearer = way[side];
  const all = part("lane", "");
  const { sentBytes = 0, lost = 0 } = (side === "a" ? way.wire?.there : way.wire?.back) ?? {};
  all.append(part("lane-way", `${state.parties[side].short} ${arrow}`));
  all.append(part("lane-state", say(`bearer-${bearer?.state ?? "untried"}`)));
  const track = part("track", "");
  track.setAttribute("aria-hidden", "true");
  for (const one of bearer?.underWay ?? []) {
    const sign = part("sign", signs[one.precedence] ?? "●");
    sign.dataset.level = one.precedence;
    sign.style.insetInlineStart = `${(92 * one.goneBytes) / Math.max(1, one.bytes)}%`;
    track.append(sign);
  }
  all.append(track);
  const now = bearer?.underWay.find((one) => one.goneBytes < one.bytes) ?? bearer?.underWay[0];
  if (now !== undefined) {
    all.append(part("lane-now", say("on-wire", { what: now.precedence, gone: now.goneBytes, all: now.bytes }) +
      (now.arrivesMs === null ? "" : `, ${inAbout(now.arrivesMs)}`)));
  }
  const waits = (bearer?.waiting ?? []).map(
    ({ precedence, entries, arrivesMs }) =>
      `${precedence} ${entries}${arrivesMs === null ? "" : ` (${inAbout(arrivesMs)})`}`,
  );
  if (waits.length > 0) all.append(part("lane-waits", `${say("waits")} ${waits.join(", ")}`));
  all.append(part("lane-sum", say("sum", { bytes: sentBytes, lost })));
  return all;
}

function inAbout(atMs) {
  return say("in-about", { n: Math.max(1, Math.ceil((atMs - state.nowMs) / 1_000)) });
}

function part(name, text) {
  const made = document.createElement("span");
  made.className = name;
  made.textContent = text;
  return made;
}

async function press(name) {
  $("said").textContent = say("working");
  try {
    const result = await ask(name, "POST");
    $("said").textContent = say(`did-${name.replace(/-.*/u, "")}`, result ?? {});
  } catch {
    $("said").textContent = say("failed");
  }
  await refresh();
}

async function refresh() {
  try {
    state = await ask("state");
    show();
  } catch {
    $("said").textContent = say("gone");
  }
}

for (const name of ["cut", "restore", "ring", "alter", "outsider", "carry-a", "carry-b"]) {
  $(name).addEventListener("click", () => press(name));
}
words = await ask("words");
language = navigator.languages.map((tag) => tag.split("-")[0]).find((tag) => words[tag] !== undefined) ?? "en";
await refresh();
const frames = await ask("enter", "POST");
for (const side of ["a", "b"]) $(`frame-${side}`).src = frames[side];
began = performance.now();
setInterval(refresh, 1_000);
setInterval(() => {
  $("elapsed").textContent = say("seconds", { n: Math.floor((performance.now() - began) / 1_000) });
}, 1_000);
