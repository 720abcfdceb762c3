// The page: what is loaded, what its buttons do, and how it is saved.
import { Drawing } from "./drawing.js";
import { listen } from "./keys.js";
import { Panel } from "./panel.js";
import { Pointers } from "./pointers.js";
import * as server from "./server.js";
import { Stage } from "./stage.js";
import { View } from "./view.js";

const LATE = 5 * 60;  // seconds before the link's end
const $ = (id) => document.getElementById(id);

const drawing = new Drawing();
const view = new View($("stage"));
const stage = new Stage(drawing, view, $("picture"), $("boxes"));
let state = null;
let saving = false;
let timers = [];

const act = {
  add() {
    if (!state || drawing.boxes.length >= state.most) return;
    const [left, top, right, bottom] = view.seen();
    const [width, height] = [(right - left) / 4, (bottom - top) / 4];
    const [x, y] = [(left + right - width) / 2, (top + bottom - height) / 2];
    const corner = [Math.min(Math.round(x), state.width - 1), Math.min(Math.round(y), state.height - 1)];
    const id = drawing.add([
      ...corner,
      Math.min(corner[0] + Math.max(Math.round(width), 1), state.width),
      Math.min(corner[1] + Math.max(Math.round(height), 1), state.height),
    ]);
    stage.focus(id);
  },
  back: () => stage.focus(drawing.selected),
  choose(id) {
    drawing.select(id);
    if (id) stage.focus(id);
    else $("stage").focus({ preventScroll: true });
  },
  hand() {
    pointers.hand = !pointers.hand;
    $("hand").setAttribute("aria-pressed", String(pointers.hand));
  },
  name() {
    $("name").focus();
    $("name").select();
  },
  save,
};
const panel = new Panel(drawing, act);
const pointers = new Pointers(drawing, view, {
  chosen: act.choose,
  drawn(id, type) {
    act.choose(id);
    if (type === "mouse") act.name();
  },
});
listen(drawing, view, act);

for (const [id, doing] of Object.entries({
  undo: () => drawing.undo(),
  redo: () => drawing.redo(),
  new: act.add,
  hand: act.hand,
  out: () => view.zoom(1 / 1.5),
  fit: () => view.fit(),
  in: () => view.zoom(1.5),
  save,
})) $(id).addEventListener("click", doing);

view.addEventListener("change", () => {
  if (state) $("zoom").textContent = `${Math.round(view.scale * 100)} %`;
});
drawing.addEventListener("change", () => {
  enable("undo", drawing.canUndo);
  enable("redo", drawing.canRedo);
  enable("save", !saving && drawing.dirty);
  enable("new", drawing.boxes.length < (state?.most ?? 0));
  if (drawing.dirty) say("Not saved yet");
  else if ($("status").textContent === "Not saved yet") say("");
});
addEventListener("beforeunload", (event) => {
  if (drawing.dirty) event.preventDefault();
});

// A button that does nothing just now keeps the focus, which a disabled one would lose.
function enable(id, enabled) {
  $(id).setAttribute("aria-disabled", String(!enabled));
}

function say(words) {
  $("status").textContent = words;
}

function warn(words) {
  $("alert").textContent = words;
  $("alert").hidden = !words;
}

async function save() {
  if (!state || saving || !drawing.dirty) return;
  const unnamed = drawing.boxes.find(({ label }) => !label.trim());
  if (unnamed) {
    act.choose(unnamed.id);
    act.name();
    return warn("This box has no label yet. Say what is in it, or delete it.");
  }
  warn("");
  say("Saving …");
  saving = true;
  enable("save", false);
  const now = drawing.annotations();
  const left = { base: state.annotations, now, nothing: drawing.nothing };
  try {
    begin(await server.save(state.token, left), now);
  } catch (error) {
    say("Not saved yet");
    warn(error.message);
  }
  saving = false;
  enable("save", drawing.dirty);
}

// What was drawn while it was being saved is kept: then what was sent is what one knows of, and
// what others drew is left alone.
function begin(next, sent = null) {
  state = next;
  if (sent && JSON.stringify(sent) !== JSON.stringify(drawing.annotations())) {
    state = { ...next, annotations: sent };
    return say("Not saved yet");
  }
  drawing.load(state);
  panel.know(state.labels);
  say(sent ? "Saved. You can close this page." : "");
  remind();
}

function remind() {
  timers.forEach(clearTimeout);
  const after = (seconds, words) => setTimeout(() => warn(words), Math.max(seconds, 0) * 1000);
  timers = [
    after(state.left - LATE, "This link works for a few minutes more. Save what you have drawn."),
    after(state.left, "This link has expired. Ask for a new one with Correct, in Slack."),
  ];
}

async function open() {
  try {
    const first = await server.load();
    view.size = { width: first.width, height: first.height };
    $("title").textContent = first.name;
    $("picture").alt = `The picture to label: ${first.name}`;
    $("stage").setAttribute("aria-label", `${first.name}, ${first.width} × ${first.height} pixels`);
    $("picture").src = "image";
    begin(first);
    view.fit();
  } catch (error) {
    $("title").textContent = "Label a picture";
    warn(error.message);
  }
}

open();
