"use strict";
// Follows the session and steers it. What is shown is what the session says, never what a finger hoped for.

const STEPS = 16;
const LOG_LINES = 8;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 8000;
const FINGER_MS = 400; // a fader follows the session again so long after the finger
const NOT_LET_IN = 4401;
const BPM_REACH = 8; // either way
const SLOWEST_BPM = 20;
const FASTEST_BPM = 300;
const WORDS = {energy: (found) => `${Math.round(100 * found)} %`, bpm: (found) => found.toFixed(1)};
const OUTLINE_PX = 5; // what the focus adds to a control, on each side

const known = new Map();
const touched = new Map();
const down = new Set(); // faders that a finger holds
let socket = null;
let wait = FIRST_WAIT_MS;
let beat = null; // {number, at, stepMs}

const byId = (id) => document.getElementById(id);
const value = (address, place = 0) => (known.get(address) || [])[place];

function send(address, ...given) {
  if (socket && socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify([address, ...given]));
  else say("not connected: nothing was sent", true);
}

function say(text, wrong = false) {
  const line = document.createElement("li");
  line.textContent = text;
  line.className = wrong ? "error" : "";
  byId("log").prepend(line);
  while (byId("log").children.length > LOG_LINES) byId("log").lastChild.remove();
}

function write(id, text) { // the same words written again would be read aloud again
  if (byId(id).textContent !== text) byId(id).textContent = text;
}

function linked(text, gone) {
  write("link", text);
  byId("link").className = gone ? "gone" : "";
}

// --- the way in ------------------------------------------------------------------------------------------------------

async function enter() {
  const token = location.hash.slice(1);
  if (!token) return true;
  history.replaceState(null, "", location.pathname);
  const answer = await fetch("enter", {method: "POST", body: token});
  if (!answer.ok) say(await answer.text(), true);
  return true;
}

function connect() {
  socket = new WebSocket(`ws${location.protocol === "https:" ? "s" : ""}://${location.host}/live`);
  socket.onopen = () => { known.clear(); };
  socket.onmessage = (event) => take(JSON.parse(event.data));
  socket.onclose = (event) => {
    beat = null;
    if (event.code === NOT_LET_IN) {
      linked("not let in: open the newest link that techno web shows", true);
      return;
    }
    linked("connection lost, trying again", true);
    setTimeout(connect, wait);
    wait = Math.min(2 * wait, LONGEST_WAIT_MS);
  };
}

// --- what the session says -------------------------------------------------------------------------------------------

function take(told) {
  for (const [address, values] of Object.entries(told)) {
    switch (address) {
      case "/techno/state/beat":
        beat = {number: values[1], at: performance.now(), stepMs: 60000 / (value("/techno/bpm") || 120) / 4};
        write("clock", `${values[0]}.${values[1]}`);
        break;
      case "/techno/outcome": say(values[2], values[0] === "refused"); break;
      case "/techno/log": say(values[0]); break;
      case "/techno/error": say(values[1], true); break;
      case "/techno/answer": break;
      default: known.set(address, values);
    }
  }
  show();
}

function show() {
  const here = value("/techno/state/session") === 1;
  if (here) wait = FIRST_WAIT_MS;
  const verdict = value("/techno/state/verdict") || "";
  linked(here ? verdict : "no session answers", !here || verdict !== "all is well");
  const playing = value("/techno/state/playing") === 1;
  if (!playing) beat = null;
  byId("play").setAttribute("aria-pressed", String(playing));
  write("config", value("/techno/state/config") || "techno");
  if (!beat) write("clock", `${value("/techno/state/bar") || "-"}.-`);
  const [bar, of] = known.get("/techno/state/phrase") || ["-", "-"];
  write("phrase", `${bar}/${of}`);
  byId("phrase").className = bar === of ? "last" : "";
  const [section, left, next] = known.get("/techno/state/section") || ["", 0, ""];
  write("section", section ? sectionWords(section, left, next) : "");
  follow("energy", "/techno/energy");
  follow("bpm", "/techno/bpm", BPM_REACH);
  grid();
  buttons("sections", "/techno/state/sections", "/techno/section/", section, next);
  buttons("scenes", "/techno/state/scenes", "/techno/scene/", "", "");
  list("agenda", known.get("/techno/state/planned") || []);
}

function sectionWords(section, left, next) {
  if (!next) return value("/techno/hold") === 1 ? `${section}, held` : section;
  return `${section}, ${left} ${left === 1 ? "bar" : "bars"} left, then ${next}`;
}

function follow(id, address, reach = 0) {
  const found = value(address);
  if (found === undefined || down.has(id)) return;
  if (performance.now() - (touched.get(id) || -FINGER_MS) < FINGER_MS) return;
  if (reach) { // around where it stands, so that a slip of the finger is a small one
    byId(id).min = Math.max(SLOWEST_BPM, Math.round(found) - reach);
    byId(id).max = Math.min(FASTEST_BPM, Math.round(found) + reach);
  }
  byId(id).value = found;
  named(id, found);
}

function named(id, found) { // for eyes and for screen readers
  write(`${id}-value`, WORDS[id](found));
  byId(id).setAttribute("aria-valuetext", WORDS[id](found));
}

function list(id, lines) {
  const box = byId(id);
  if (box.dataset.shown === lines.join("\n")) return;
  box.dataset.shown = lines.join("\n");
  box.replaceChildren(...lines.map((text) => Object.assign(document.createElement("li"), {textContent: text})));
}

function buttons(id, names, address, current, next) {
  const box = byId(id), wanted = known.get(names) || [];
  if (box.dataset.shown !== wanted.join("\n")) {
    box.dataset.shown = wanted.join("\n");
    box.replaceChildren(...wanted.map((name) => {
      const button = Object.assign(document.createElement("button"), {textContent: name});
      button.onclick = () => send(address + name, 1);
      return button;
    }));
  }
  for (const button of box.children) {
    button.setAttribute("aria-current", String(button.textContent === current));
    button.className = next !== "" && button.textContent === next ? "next" : "";
  }
}

function grid() {
  const body = byId("grid").tBodies[0], layers = known.get("/techno/state/layers") || [];
  if (body.dataset.shown !== layers.join("\n")) {
    body.dataset.shown = layers.join("\n");
    body.replaceChildren(...layers.map(row));
  }
  for (const line of body.rows) {
    const layer = line.dataset.layer, hits = known.get(`/techno/state/pattern/${layer}`) || [];
    const muted = value(`/techno/mute/${layer}`) === 1;
    line.className = muted ? "silent" : "";
    line.querySelector(".mute").setAttribute("aria-pressed", String(muted));
    line.querySelector(".solo").setAttribute("aria-pressed", String(value(`/techno/solo/${layer}`) === 1));
    line.cells[0].setAttribute("aria-label", `${layer}, ${hits.filter((one) => one > 0).length} hits`);
    line.querySelectorAll("i").forEach((hit, step) => { hit.style.opacity = (hits[step] || 0) / 127; });
  }
}

function row(layer) {
  const line = document.createElement("tr");
  line.dataset.layer = layer;
  const head = Object.assign(document.createElement("th"), {textContent: layer, scope: "row"});
  line.append(head, hand(layer, "mute", "M"), hand(layer, "solo", "S"));
  for (let step = 0; step < STEPS; step += 1) {
    const cell = document.createElement("td");
    cell.className = step % 4 ? "step" : "step beat";
    cell.setAttribute("aria-hidden", "true");
    cell.append(document.createElement("i"));
    line.append(cell);
  }
  return line;
}

function hand(layer, kind, letter) {
  const cell = document.createElement("td"), button = document.createElement("button");
  cell.className = "hand";
  button.className = kind;
  button.textContent = letter;
  button.setAttribute("aria-label", `${kind} ${layer}`);
  button.onclick = () => send(`/techno/${kind}/${layer}`, button.getAttribute("aria-pressed") === "true" ? 0 : 1);
  cell.append(button);
  return cell;
}

// --- the playhead ----------------------------------------------------------------------------------------------------

function playhead() {
  const table = byId("grid");
  const inside = beat ? Math.min(3, Math.floor((performance.now() - beat.at) / beat.stepMs)) : 0;
  const step = beat ? 4 * (beat.number - 1) + inside : -1;
  if (table.dataset.step !== String(step)) {
    table.dataset.step = String(step);
    for (const line of table.tBodies[0].rows) {
      line.querySelectorAll(".step").forEach((cell, place) => cell.classList.toggle("now", place === step));
    }
  }
  requestAnimationFrame(playhead);
}

// --- hands -----------------------------------------------------------------------------------------------------------

for (const button of document.querySelectorAll("[data-press]")) {
  button.onclick = () => send(button.dataset.press, Number(button.dataset.with || 1));
}
for (const fader of document.querySelectorAll("[data-fader]")) {
  const letGo = () => {
    if (down.delete(fader.id)) touched.set(fader.id, performance.now());
    setTimeout(show, FINGER_MS);
  };
  fader.onpointerdown = () => down.add(fader.id);
  fader.onpointerup = letGo;
  fader.onpointercancel = letGo;
  fader.onblur = letGo;
  fader.oninput = () => {
    touched.set(fader.id, performance.now());
    named(fader.id, Number(fader.value));
    send(fader.dataset.fader, Number(fader.value));
    setTimeout(show, FINGER_MS);
  };
}
// What gets the focus is scrolled to below the header, which is higher while it says what is wrong.
new ResizeObserver(([header]) => {
  document.documentElement.style.scrollPaddingTop = `${header.target.offsetHeight + OUTLINE_PX}px`;
}).observe(document.querySelector("header"));
enter().then(connect);
requestAnimationFrame(playhead);
