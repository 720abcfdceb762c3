// What is drawn, and what was drawn before: every change is a new snapshot, so undo is exact.
let ids = 0;

const content = ({ boxes, wholes, nothing }) =>
  JSON.stringify([boxes.map(({ label, box }) => [label, box]), wholes, nothing]);

export class Drawing extends EventTarget {
  #past = [];
  #future = [];
  #now = { boxes: [], wholes: [], nothing: false };
  #group = null;
  #saved = content(this.#now);
  selected = null;
  size = { width: 1, height: 1 };

  // Begin anew with what the server knows; a box at the same place is the same box.
  load({ annotations, nothing, width, height }) {
    this.size = { width, height };
    const known = new Map(this.boxes.map(({ id, box }) => [String(box), id]));
    const boxes = annotations.filter(({ box }) => box);
    this.#now = {
      boxes: boxes.map(({ label, box }) => ({ id: known.get(String(box)) ?? ++ids, label, box })),
      wholes: annotations.filter(({ box }) => !box).map(({ label }) => label),
      nothing,
    };
    [this.#past, this.#future, this.#group] = [[], [], null];
    this.#saved = content(this.#now);
    this.#tell();
  }

  get boxes() { return this.#now.boxes; }
  get wholes() { return this.#now.wholes; }
  get nothing() { return this.#now.nothing; }
  get dirty() { return content(this.#now) !== this.#saved; }
  get canUndo() { return this.#past.length > 0; }
  get canRedo() { return this.#future.length > 0; }
  get current() { return this.box(this.selected); }

  box(id) { return this.boxes.find((each) => each.id === id) ?? null; }

  annotations() {
    return [
      ...this.boxes.map(({ label, box }) => ({ label: label.trim(), box })),
      ...this.wholes.map((label) => ({ label, box: null })),
    ];
  }

  // Changes of one group (a drag, a name being typed, a key held down) are undone together.
  #change(change, group = null) {
    const next = { ...this.#now, ...change };
    if (content(next) === content(this.#now)) return;
    if (group === null || group !== this.#group) this.#past.push(this.#now);
    [this.#now, this.#future, this.#group] = [next, [], group];
    this.#tell();
  }

  add(box, group = null) {
    const id = ++ids;
    this.selected = id;
    this.#change({ boxes: [...this.boxes, { id, label: "", box }], nothing: false }, group);
    return id;
  }

  place(id, box, group = null) { this.#edit(id, { box }, group); }
  name(id, label, group = null) { this.#edit(id, { label }, group); }

  #edit(id, change, group) {
    const boxes = this.boxes.map((each) => (each.id === id ? { ...each, ...change } : each));
    this.#change({ boxes }, group);
  }

  remove(id) {
    if (this.selected === id) this.selected = null;
    this.#change({ boxes: this.boxes.filter((each) => each.id !== id) });
  }

  addWhole(label) {
    const known = this.wholes.some((each) => each.toLowerCase() === label.toLowerCase());
    if (label && !known) this.#change({ wholes: [...this.wholes, label], nothing: false });
  }

  removeWhole(label) {
    this.#change({ wholes: this.wholes.filter((each) => each !== label) });
  }

  // Nothing is here: what was marked goes, and comes back by undo.
  tick(nothing) {
    if (nothing) this.selected = null;
    this.#change(nothing ? { boxes: [], wholes: [], nothing } : { nothing });
  }

  select(id) {
    if (id === this.selected) return;
    [this.selected, this.#group] = [id, null];
    this.#tell();
  }

  // What follows is a change of its own.
  settle() { this.#group = null; }

  // Take back a drag that turned out to be something else, as if it had not been.
  cancel(group) {
    if (this.#group !== group || !this.canUndo) return;
    [this.#now, this.#group] = [this.#past.pop(), null];
    this.#tell();
  }

  undo() { this.#travel(this.#past, this.#future); }
  redo() { this.#travel(this.#future, this.#past); }

  #travel(from, to) {
    if (!from.length) return;
    to.push(this.#now);
    [this.#now, this.#group] = [from.pop(), null];
    this.#tell();
  }

  #tell() {
    if (!this.current) this.selected = null;
    this.dispatchEvent(new Event("change"));
  }
}
