// Where the picture lies on the stage, and how large: screen = picture × scale + offset.
const LARGEST = 32;  // screen pixels for one of the picture's
const MARGIN = 48;  // pixels beyond the picture's edge, so that a finger reaches it

export class View extends EventTarget {
  scale = 1;
  x = 0;
  y = 0;
  #fitted = true;

  constructor(stage) {
    super();
    this.stage = stage;
    this.size = { width: 1, height: 1 };
    new ResizeObserver(() => (this.#fitted ? this.fit() : this.#settle())).observe(stage);
  }

  get #whole() {
    const { clientWidth, clientHeight } = this.stage;
    const { width, height } = this.size;
    return Math.min((clientWidth - 16) / width, (clientHeight - 16) / height, LARGEST);
  }

  // The whole picture, as large as it fits.
  fit() {
    this.scale = Math.max(this.#whole, 0.01);
    this.#settle();
    this.#fitted = true;
  }

  // Larger or smaller, while a point of the stage stays where it is.
  zoom(factor, at = { x: this.stage.clientWidth / 2, y: this.stage.clientHeight / 2 }) {
    const low = Math.min(this.#whole, 1);
    const scale = Math.min(Math.max(this.scale * factor, low), Math.max(LARGEST, low));
    this.x = at.x - ((at.x - this.x) * scale) / this.scale;
    this.y = at.y - ((at.y - this.y) * scale) / this.scale;
    this.scale = scale;
    this.#settle();
  }

  pan(dx, dy) {
    this.x += dx;
    this.y += dy;
    this.#settle();
  }

  // Bring a box into sight.
  reveal([left, top, right, bottom]) {
    const shift = (low, high, length) => {
      if (low >= 0 && high <= length) return 0;
      return high - low > length || low < 0 ? MARGIN - low : length - MARGIN - high;
    };
    const dx = shift(left * this.scale + this.x, right * this.scale + this.x, this.stage.clientWidth);
    const dy = shift(top * this.scale + this.y, bottom * this.scale + this.y, this.stage.clientHeight);
    if ((dx || dy) && !this.#fitted) this.pan(dx, dy);
  }

  // A point of the window, on the stage.
  onStage({ clientX, clientY }) {
    const { left, top } = this.stage.getBoundingClientRect();
    return { x: clientX - left - this.stage.clientLeft, y: clientY - top - this.stage.clientTop };
  }

  inPicture({ x, y }) {
    return { x: (x - this.x) / this.scale, y: (y - this.y) / this.scale };
  }

  onScreen([left, top, right, bottom]) {
    const { scale, x, y } = this;
    return [left * scale + x, top * scale + y, right * scale + x, bottom * scale + y];
  }

  // The part of the picture that can be seen.
  seen() {
    const one = this.inPicture({ x: 0, y: 0 });
    const other = this.inPicture({ x: this.stage.clientWidth, y: this.stage.clientHeight });
    const { width, height } = this.size;
    return [
      Math.max(one.x, 0), Math.max(one.y, 0), Math.min(other.x, width), Math.min(other.y, height),
    ];
  }

  // Centred where it is smaller than the stage; otherwise never far beyond an edge.
  #settle() {
    const place = (at, length, room) =>
      length <= room ? (room - length) / 2 : Math.min(Math.max(at, room - length - MARGIN), MARGIN);
    this.x = place(this.x, this.size.width * this.scale, this.stage.clientWidth);
    this.y = place(this.y, this.size.height * this.scale, this.stage.clientHeight);
    this.#fitted = false;
    this.dispatchEvent(new Event("change"));
  }
}
