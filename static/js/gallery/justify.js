/* Justified rows, reckoned just as CSS lays them out: a flex container that wraps (CSS Flexbox 1, §9.3 and §9.7). All in pixels. */

const SLACK = 0.02; // CSS rounds to 1/64
const clamp = (value, least, most) => Math.max(least, Math.min(value, most));
const sum = (items, of) => items.reduce((total, item) => total + of(item), 0);

/* Shares the room by the ratios; what would pass a limit stops at it, and the others share again. */
function stretch(items, room) {
  let open = items.filter((item) => item.base <= item.width);
  while (open.length) {
    const rest = room - sum(items, (item) => open.includes(item) ? item.base : item.width);
    const grow = Math.max(1, sum(open, (item) => item.ratio));
    for (const item of open) {
      item.wish = item.base + rest * item.ratio / grow;
      item.width = clamp(item.wish, item.least, item.most);
    }
    const side = Math.sign(sum(open, (item) => item.width - item.wish));
    open = side ? open.filter((item) => Math.sign(item.width - item.wish) !== side) : [];
  }
}

function line(items, { start, top, gap }) {
  let x = 0;
  const places = items.map(({ width }) => {
    const at = { x, width };
    x += width + gap;
    return at;
  });
  return { start, top, height: Math.max(...items.map(({ width, ratio }) => width / ratio)), tiles: items.map(({ tile }) => tile), places };
}

/* The rows of these tiles, the first of which is the image number `start`: each `{start, tiles, places: [{x, width}], top,
   height}`. `row` is the height to begin with, `least` a tile's smallest width, `most` how many times its size it may take.
   The last row is not stretched, nor the one before a tile that `startsRow`. */
export function rowsOf(tiles, { start, top, room, gap, row, least, most }) {
  const rows = [];
  let items = [], taken = -gap;
  const end = () => {
    const made = line(items, { start, top, gap });
    rows.push(made);
    [start, top, items, taken] = [start + items.length, top + made.height + gap, [], -gap];
  };
  for (const tile of tiles) {
    if (tile.startsRow && items.length) end();
    const ratio = parseFloat(tile.style.getPropertyValue("--ar")), base = ratio * row, limits = { least, most: Math.min(room, base * most) };
    const width = clamp(base, limits.least, limits.most);
    if (items.length && taken + gap + width > room + SLACK) {
      stretch(items, room - gap * (items.length - 1));
      end();
    }
    items.push({ tile, ratio, base, width, ...limits });
    taken += gap + width;
  }
  if (items.length) end();
  return rows;
}
