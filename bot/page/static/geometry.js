// Boxes in pixels of the picture: [left, top, right, bottom], right and bottom just outside.
const within = (value, low, high) => Math.min(Math.max(value, low), high);

// The box between two points, which may lie outside the picture; at least one pixel.
export function between(one, other, size) {
  const span = (a, b, length) => {
    const low = within(Math.round(Math.min(a, b)), 0, length - 1);
    return [low, within(Math.round(Math.max(a, b)), low + 1, length)];
  };
  const [left, right] = span(one.x, other.x, size.width);
  const [top, bottom] = span(one.y, other.y, size.height);
  return [left, top, right, bottom];
}

export function moved([left, top, right, bottom], dx, dy, size) {
  const x = within(Math.round(dx), -left, size.width - right);
  const y = within(Math.round(dy), -top, size.height - bottom);
  return [left + x, top + y, right + x, bottom + y];
}

// The box with some of its edges moved; `edges` names them: { left, top, right, bottom }.
export function resized([left, top, right, bottom], edges, dx, dy, size) {
  const [x, y] = [Math.round(dx), Math.round(dy)];
  return [
    edges.left ? within(left + x, 0, right - 1) : left,
    edges.top ? within(top + y, 0, bottom - 1) : top,
    edges.right ? within(right + x, left + 1, size.width) : right,
    edges.bottom ? within(bottom + y, top + 1, size.height) : bottom,
  ];
}

export function contains([left, top, right, bottom], { x, y }) {
  return left <= x && x < right && top <= y && y < bottom;
}

export function area([left, top, right, bottom]) {
  return (right - left) * (bottom - top);
}

// Which edges of a box on the screen a point grips; null for none. Inside, an edge is never wider
// than a quarter of the box, so that a small one can still be moved.
export function gripped([left, top, right, bottom], { x, y }, reach) {
  const insideX = Math.min(reach, (right - left) / 4);
  const insideY = Math.min(reach, (bottom - top) / 4);
  if (x < left - reach || x > right + reach || y < top - reach || y > bottom + reach) return null;
  const edges = {
    left: x < left + insideX,
    right: x > right - insideX,
    top: y < top + insideY,
    bottom: y > bottom - insideY,
  };
  return Object.values(edges).some(Boolean) ? edges : null;
}
