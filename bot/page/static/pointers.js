// Mouse, pen and fingers on the stage: draw, select, move, resize; two fingers zoom and pan.
import { area, between, contains, gripped, moved, resized } from "./geometry.js";

const CLICK = 4;  // pixels of the screen; a shorter way is a click
const REACH = { mouse: 8, pen: 14, touch: 22 };  // pixels of the screen around an edge
let gestures = 0;

export class Pointers {
  #down = new Map();
  #gesture = null;
  hand = false;

  constructor(drawing, view, { chosen, drawn }) {
    Object.assign(this, { drawing, view, chosen, drawn });
    const { stage } = view;
    stage.addEventListener("pointerdown", (event) => this.#press(event));
    stage.addEventListener("pointermove", (event) => this.#move(event));
    stage.addEventListener("pointerup", (event) => this.#lift(event));
    stage.addEventListener("pointercancel", (event) => this.#lift(event, true));
    stage.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
  }

  #press(event) {
    if (event.pointerType === "mouse" && event.button > 1) return;
    event.preventDefault();
    this.view.stage.setPointerCapture(event.pointerId);
    this.#down.set(event.pointerId, this.view.onStage(event));
    if (this.#down.size > 1) return this.#pinch();
    const at = this.view.onStage(event);
    this.#gesture = {
      kind: this.hand || event.button === 1 ? "pan" : this.#aim(at, event),
      group: `gesture ${++gestures}`, from: at, type: event.pointerType, far: false,
      id: this.drawing.selected, box: this.drawing.current?.box,
    };
  }

  // What a drag from here would do.
  #aim(at, event) {
    const current = this.drawing.current;
    if (!current || event.shiftKey) return "draw";
    this.edges = gripped(this.view.onScreen(current.box), at, REACH[event.pointerType] ?? 22);
    if (this.edges) return "resize";
    return contains(current.box, this.view.inPicture(at)) ? "move" : "draw";
  }

  #move(event) {
    const at = this.view.onStage(event);
    if (!this.#down.has(event.pointerId)) return this.#hover(at, event);
    const before = new Map(this.#down);
    this.#down.set(event.pointerId, at);
    const gesture = this.#gesture;
    if (!gesture) return;
    if (gesture.kind === "pinch") return this.#pinched(before);
    const [dx, dy] = [at.x - gesture.from.x, at.y - gesture.from.y];
    gesture.far ||= Math.hypot(dx, dy) >= CLICK;
    if (gesture.far) this.#drag(gesture, at, dx, dy, before.get(event.pointerId));
  }

  #drag(gesture, at, dx, dy, last) {
    const { drawing, view } = this;
    const { group, id, box } = gesture;
    const [x, y] = [dx / view.scale, dy / view.scale];
    if (gesture.kind === "pan") return view.pan(at.x - last.x, at.y - last.y);
    if (gesture.kind === "move") return drawing.place(id, moved(box, x, y, drawing.size), group);
    if (gesture.kind === "resize") {
      return drawing.place(id, resized(box, this.edges, x, y, drawing.size), group);
    }
    const drawn = between(view.inPicture(gesture.from), view.inPicture(at), drawing.size);
    if (gesture.fresh) drawing.place(gesture.fresh, drawn, group);
    else gesture.fresh = drawing.add(drawn, group);
  }

  #lift(event, broken = false) {
    this.#down.delete(event.pointerId);
    const gesture = this.#gesture;
    if (!gesture || this.#down.size) return;
    this.#gesture = null;
    if (broken) this.drawing.cancel(gesture.group);
    else if (gesture.fresh) this.drawn(gesture.fresh, gesture.type);
    else if (!gesture.far && !["pinch", "pan"].includes(gesture.kind)) this.#click(gesture);
    else if (gesture.id) this.chosen(gesture.id);
    this.drawing.settle();
  }

  // The smallest box under the point, so that one inside another can be had.
  #click({ from }) {
    const at = this.view.inPicture(from);
    const under = this.drawing.boxes.filter(({ box }) => contains(box, at));
    under.sort((one, other) => area(one.box) - area(other.box));
    this.chosen(under[0]?.id ?? null);
  }

  // A second finger: what the first one began was no drawing.
  #pinch() {
    if (this.#gesture) this.drawing.cancel(this.#gesture.group);
    this.#gesture = { kind: "pinch", group: null };
  }

  #pinched(before) {
    const [was, is] = [[...before.values()], [...this.#down.values()]];
    if (is.length < 2) return;
    const middle = ([one, other]) => ({ x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 });
    const apart = ([one, other]) => Math.max(Math.hypot(one.x - other.x, one.y - other.y), 1);
    const [from, to] = [middle(was), middle(is)];
    this.view.pan(to.x - from.x, to.y - from.y);
    this.view.zoom(apart(is) / apart(was), to);
  }

  #hover(at, event) {
    const kind = this.hand ? "pan" : this.#aim(at, event);
    const { left, right, top, bottom } = (kind === "resize" && this.edges) || {};
    const upright = (left || right) && (top || bottom);
    const diagonal = (left && top) || (right && bottom) ? "nwse" : "nesw";
    const edge = upright ? diagonal : left || right ? "ew" : "ns";
    const cursors = { pan: "grab", move: "move", draw: "crosshair", resize: `${edge}-resize` };
    this.view.stage.style.cursor = cursors[kind];
  }

  #wheel(event) {
    event.preventDefault();
    const at = this.view.onStage(event);
    if (event.ctrlKey || event.metaKey) this.view.zoom(Math.exp(-event.deltaY / 300), at);
    else this.view.pan(-event.deltaX, -event.deltaY);
  }
}
