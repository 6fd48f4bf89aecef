// The demo's page: two consoles, the cable between them, and what there is to try. It learns everything from
// /demo/state.

const $ = (id) => document.getElementById(id);
let words = {};
let language = navigator.language.startsWith("ru") ? "ru" : "en";
let state = null;
let began = null;

const ask = async (path, method = "GET") => {
  const answer = await fetch(`demo/${path}`, { method });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
};
const say = (id, values = {}) =>
  Object.entries(values).reduce(
    (text, [name, value]) => text.replaceAll(`{${name}}`, value), words[language]?.[id] ?? id,
  );

function show() {
  document.documentElement.lang = language;
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
    const name = state.parties[side].names.find((one) => one.language === language)?.text ?? "";
    $(`name-${side}`).textContent = `${state.parties[side].short} · ${name}`;
    $(`frame-${side}`).title = name;
  }
  const whole = state.whole;
  $("cable-state").dataset.whole = String(whole);
  $("cable-state").textContent = say(whole ? "whole" : "severed");
  $("cut").disabled = !whole;
  $("restore").disabled = whole;
  showSteps();
}

function showSteps() {
  const now = state.steps.findIndex((step) => !step.done);
  $("steps").replaceChildren(...state.steps.map((step, index) => {
    const item = document.createElement("li");
    item.textContent = say(`step-${step.name}`);
    item.dataset.done = String(step.done);
    item.dataset.now = String(index === now);
    if (index === now) item.setAttribute("aria-current", "step");
    return item;
  }));
}

async function press(name) {
  $("said").textContent = say("working");
  try {
    const result = await ask(name, "POST");
    $("said").textContent = say(`did-${name}`, result ?? {});
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

for (const name of ["cut", "restore", "ring", "alter"]) $(name).addEventListener("click", () => press(name));
words = await ask("words");
await refresh();
const frames = await ask("enter", "POST");
for (const side of ["a", "b"]) $(`frame-${side}`).src = frames[side];
began = performance.now();
setInterval(refresh, 1_000);
setInterval(() => { $("elapsed").textContent = `${Math.floor((performance.now() - began) / 1_000)} s`; }, 1_000);
