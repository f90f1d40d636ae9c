/* Justified rows, computed just as CSS lays them out: a flex container that wraps (CSS Flexbox 1, §9.3 and §9.7). All in pixels. */

const SLACK = 0.02; // CSS rounds to 1/64
const clamp = (value, min, max) => Math.max(min, Math.min(value, max));
const sum = (items, value) => items.reduce((total, item) => total + value(item), 0);

/* Distributes the space by ratio; items beyond a limit are clamped, and the others share the rest. */
function stretch(items, room) {
  let flexible = items.filter((item) => item.base <= item.width);
  while (flexible.length) {
    const rest = room - sum(items, (item) => flexible.includes(item) ? item.base : item.width);
    const grow = Math.max(1, sum(flexible, (item) => item.ratio));
    for (const item of flexible) {
      item.target = item.base + rest * item.ratio / grow;
      item.width = clamp(item.target, item.min, item.max);
    }
    const side = Math.sign(sum(flexible, (item) => item.width - item.target));
    flexible = side ? flexible.filter((item) => Math.sign(item.width - item.target) !== side) : [];
  }
}

function makeRow(items, { start, top, gap }) {
  let x = 0;
  const places = items.map(({ width }) => {
    const at = { x, width };
    x += width + gap;
    return at;
  });
  return { start, top, height: Math.max(...items.map(({ width, ratio }) => width / ratio)), tiles: items.map(({ tile }) => tile), places };
}

/* The rows of these tiles, the first of which is the image number `start`: each `{start, tiles, places: [{x, width}], top,
   height}`. `row` is the initial height, `min` a tile's smallest width, `max` how many times its size it may take.
   The last row is not stretched, nor the one before a tile that `startsRow`. */
export function rowsOf(tiles, { start, top, room, gap, row, min, max }) {
  const rows = [];
  let items = [], used = -gap;
  const end = () => {
    const added = makeRow(items, { start, top, gap });
    rows.push(added);
    [start, top, items, used] = [start + items.length, top + added.height + gap, [], -gap];
  };
  for (const tile of tiles) {
    if (tile.startsRow && items.length) end();
    const ratio = parseFloat(tile.style.getPropertyValue("--ar")), base = ratio * row, limits = { min, max: Math.min(room, base * max) };
    const width = clamp(base, limits.min, limits.max);
    if (items.length && used + gap + width > room + SLACK) {
      stretch(items, room - gap * (items.length - 1));
      end();
    }
    items.push({ tile, ratio, base, width, ...limits });
    used += gap + width;
  }
  if (items.length) end();
  return rows;
}
