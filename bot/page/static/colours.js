// A label has the same colour here as in the annotated pictures in Slack.
const SALT = "29559";
const PALETTE = ["#e69f00", "#56b4e9", "#009e73", "#f0e442", "#0072b2", "#d55e00", "#cc79a7"];
const UNNAMED = "#ff4df0";  // none of them, and seen on white

function crc32(bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

export function colourOf(label) {
  const name = label.trim().toLowerCase();
  if (!name) return UNNAMED;
  return PALETTE[crc32(new TextEncoder().encode(SALT + name)) % PALETTE.length];
}
