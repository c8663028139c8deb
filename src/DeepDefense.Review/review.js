'use strict';
// The server has the state; this page shows it, and sends what the person does.

const width = 108, height = 128, margin = 6, every = 700;
const by = id => document.getElementById(id);
const grid = by('grid'), space = by('space');
const selected = new Set(), cells = new Map();
let subject, order = [], focus = 0, anchor = 0, version = 0, threshold = 0, over = false, asking = null, pending = Promise.resolve();

const columns = () => Math.max(1, Math.floor((grid.clientWidth - margin) / width));
const isAbove = image => image.score >= threshold;
const named = label => label === null ? 'none' : subject.classNames[label];
// What turns the direction of writing or is not seen is spelled out: a name must not seem to be another.
const plain = text => text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, c => `\\u${c.codePointAt(0).toString(16).padStart(4, '0')}`);

function sort() {
  const at = order[focus], strongest = new Map();
  for (const image of subject.images) strongest.set(image.group, Math.max(image.score, strongest.get(image.group) ?? -Infinity));
  const groups = by('order').value === 'group';
  order = [...subject.images].sort((a, b) => (groups && (strongest.get(b.group) - strongest.get(a.group) || a.group - b.group)) || b.score - a.score || a.row - b.row);
  focus = anchor = Math.max(0, order.indexOf(at));
  drop();
  show();
}

function drop() {
  for (const cell of cells.values()) cell.remove();
  cells.clear();
}

function show() {
  const across = columns();
  space.style.height = `${Math.ceil(order.length / across) * height + margin}px`;
  const first = Math.max(0, Math.floor(grid.scrollTop / height) - 1) * across;
  const last = Math.min(order.length, (Math.ceil((grid.scrollTop + grid.clientHeight) / height) + 1) * across);
  for (const [place, cell] of cells) {
    if (place < first || place >= last) { cell.remove(); cells.delete(place); }
  }
  for (let place = first; place < last; place++) draw(place, across);
  if (order.length > 0) grid.setAttribute('aria-activedescendant', `image-${order[focus].row}`);
}

function draw(place, across) {
  const image = order[place];
  let cell = cells.get(place);
  if (!cell) {
    cell = document.createElement('div');
    cell.id = `image-${image.row}`;
    cell.setAttribute('role', 'option');
    cell.setAttribute('aria-setsize', order.length);
    cell.setAttribute('aria-posinset', place + 1);
    const picture = document.createElement('img');
    picture.alt = '';
    picture.src = `image/${image.row}`;
    cell.append(picture, document.createElement('span'));
    cell.addEventListener('click', event => point(place, event));
    cells.set(place, cell);
    space.append(cell);
  }
  cell.style.left = `${margin + place % across * width}px`;
  cell.style.top = `${margin + Math.floor(place / across) * height}px`;
  cell.className = `cell ${image.decision} ${isAbove(image) ? '' : 'below'} ${place === focus ? 'focus' : ''}`;
  cell.setAttribute('aria-selected', selected.has(image.row));
  const text = `${image.score.toFixed(2)} · ${image.decision === 'undecided' ? plain(named(image.label)) : image.decision}`;
  cell.lastChild.textContent = text;
  cell.setAttribute('aria-label', `${plain(image.path)}, label ${plain(named(image.label))}, score ${image.score.toFixed(2)}, ${image.decision}, group ${image.group + 1}`);
}

function tell() {
  const count = decision => subject.images.filter(image => image.decision === decision).length;
  const above = subject.images.filter(isAbove).length, open = subject.images.filter(image => isAbove(image) && image.decision === 'undecided').length;
  by('counts').textContent = `${subject.images.length.toLocaleString('en')} images, ${above.toLocaleString('en')} above the threshold ${threshold.toFixed(2)}, `
    + `${open.toLocaleString('en')} of them undecided. ${count('poisoned').toLocaleString('en')} poisoned, ${count('clean').toLocaleString('en')} clean. ${selected.size.toLocaleString('en')} selected.`;
  const image = order[focus];
  if (!image) return;
  if (by('large').getAttribute('src') !== `image/${image.row}`) by('large').src = `image/${image.row}`;
  by('large').alt = `Image ${image.row}`;
  const facts = { row: image.row, path: plain(image.path), label: plain(named(image.label)), score: image.score.toFixed(4), group: image.group + 1, decision: image.decision, suggested: plain(named(image.suggested)), chosen: plain(named(image.chosen)) };
  by('facts').replaceChildren(...Object.entries(facts).flatMap(([name, value]) => {
    const [term, content] = [document.createElement('dt'), document.createElement('dd')];
    term.textContent = name;
    content.textContent = value;
    return [term, content];
  }));
  by('label').value = image.chosen ?? -1;
  by('suggested').disabled = image.suggested === null;
}

function refresh() { show(); tell(); }

function move(to, extend) {
  if (order.length === 0) return;
  focus = Math.min(order.length - 1, Math.max(0, to));
  if (extend) range(); else anchor = focus;
  const top = Math.floor(focus / columns()) * height;
  if (top < grid.scrollTop) grid.scrollTop = top;
  else if (top + height + margin > grid.scrollTop + grid.clientHeight) grid.scrollTop = top + height + margin - grid.clientHeight;
  refresh();
}

function range() {
  selected.clear();
  for (let place = Math.min(anchor, focus); place <= Math.max(anchor, focus); place++) selected.add(order[place].row);
}

function toggle(place) {
  const row = order[place].row;
  if (!selected.delete(row)) selected.add(row);
}

function point(place, event) {
  focus = place;
  if (event.shiftKey) range();
  else if (event.ctrlKey || event.metaKey) { toggle(place); anchor = place; }
  else { selected.clear(); selected.add(order[place].row); anchor = place; }
  refresh();
}

const chosen = () => selected.size > 0 ? subject.images.filter(image => selected.has(image.row)) : order.slice(focus, focus + 1);
const rows = images => images.map(image => image.row);

async function send(action) {
  if (over) return;
  try {
    const answer = await fetch('apply', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(action) });
    if (!answer.ok) warn(plain(await answer.text()) || 'The server refused that; nothing was changed.');
    await ask();
  } catch { lost(); }
}

async function decide(decision) {
  const images = chosen(), single = selected.size === 0;
  if (images.length === 0) return;
  await send({ rows: rows(images), decision });
  if (single) move(focus + 1, false);
}

// The threshold is the lowest score that is still above: that of the next image, or beyond all.
const raise = () => {
  const images = chosen();
  if (images.length === 0) return undefined;
  // No Math.max(...): a call takes some 100,000 arguments at most.
  const highest = images.reduce((most, image) => Math.max(most, image.score), -Infinity);
  const next = subject.images.reduce((least, image) => image.score > highest ? Math.min(least, image.score) : least, Infinity);
  return send({ rows: rows(images), decision: 'clean', threshold: Math.max(threshold, next === Infinity ? highest + 1 : next) });
};

function rest() {
  const images = subject.images.filter(image => isAbove(image) && image.decision === 'undecided');
  return images.length > 0 ? send({ rows: rows(images), decision: 'poisoned' }) : undefined;
}

async function suggest() {
  const byLabel = new Map();
  for (const image of chosen()) {
    if (image.suggested === null) continue;
    if (!byLabel.has(image.suggested)) byLabel.set(image.suggested, []);
    byLabel.get(image.suggested).push(image);
  }
  for (const [label, images] of byLabel) await send({ rows: rows(images), decision: 'poisoned', label });
}

function alike() {
  const group = order[focus]?.group;
  for (const image of subject.images) if (image.group === group) selected.add(image.row);
  refresh();
}

function warn(text) { by('warning').textContent = text; by('warning').hidden = false; }

function lost() {
  over = true;
  warn('The server is gone. What you decided is kept: start deepdefense review again, and open the address that it prints.');
}

// One question at a time: an older answer must not follow a newer one.
function ask() {
  asking = (asking ?? Promise.resolve()).then(async () => {
    if (over) return;
    const state = await (await fetch(`state?since=${version}`)).json();
    const isNew = state.version !== version || state.threshold !== threshold;
    ({ version, threshold } = state);
    for (const change of state.changed) {
      const image = subject.byRow.get(change.row);
      [image.decision, image.chosen] = [change.decision, change.label];
    }
    by('undo').disabled = !state.canUndo;
    if (isNew) refresh();
    if (state.finished) { over = true; warn('Finished: the decisions are written. You can close this window.'); }
  });
  return asking;
}

async function watch() {
  try { await ask(); } catch { if (!over) lost(); }
  if (!over) setTimeout(watch, every);
}

async function finish() {
  if (over) return;
  const answer = await fetch('finish', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' }).catch(() => null);
  if (!answer) { lost(); return; }
  if (!answer.ok) { warn(plain(await answer.text())); return; }
  const { file } = await answer.json();
  over = true;
  warn(`Finished: ${plain(file)} is written. You can close this window.`);
}

const page = () => Math.max(1, Math.floor(grid.clientHeight / height)) * columns();
const moves = {
  ArrowRight: () => focus + 1, ArrowLeft: () => focus - 1, ArrowDown: () => focus + columns(), ArrowUp: () => focus - columns(),
  PageDown: () => focus + page(), PageUp: () => focus - page(), Home: () => 0, End: () => order.length - 1,
};
const keys = {
  a: () => decide('poisoned'), r: () => decide('clean'), u: () => decide('undecided'), c: raise, p: rest, l: suggest, g: alike, z: () => send({ undo: true }),
  '?': () => by('keys').showModal(),
};

document.addEventListener('keydown', event => {
  if (by('keys').open || event.target.closest('select') || event.altKey) return;
  const onGrid = !event.target.closest('button');
  let act = keys[event.key.toLowerCase()];
  if (event.ctrlKey || event.metaKey) {
    act = event.key === 'a' ? () => { for (const image of order) selected.add(image.row); refresh(); } : event.key === 'z' ? keys.z : undefined;
  } else if (moves[event.key] && onGrid) act = () => move(moves[event.key](), event.shiftKey);
  else if (event.key === ' ' && onGrid) act = () => { toggle(focus); anchor = focus; refresh(); };
  else if (event.key === 'Enter' && onGrid) act = keys.a;
  else if (event.key === 'Escape') act = () => { selected.clear(); refresh(); };
  if (!act) return;
  event.preventDefault();
  enqueue(act);
});

// A key acts on what the one before it left, also where that one failed.
function enqueue(act) {
  pending = pending.then(act).catch(error => warn(`That did not work (${plain(String(error))}). What was decided before is kept.`));
}

for (const [id, act] of Object.entries({ poisoned: keys.a, clean: keys.r, undecided: keys.u, raise, rest, undo: keys.z, suggested: suggest, group: alike, help: keys['?'], finish })) by(id).addEventListener('click', () => enqueue(act));
by('order').addEventListener('change', sort);
by('label').addEventListener('change', () => send({ rows: rows(chosen()), decision: 'poisoned', label: Number(by('label').value) }));
grid.addEventListener('scroll', () => requestAnimationFrame(show), { passive: true });
new ResizeObserver(() => subject && show()).observe(grid);

async function begin() {
  subject = await (await fetch('subject')).json();
  for (const image of subject.images) [image.decision, image.chosen] = ['undecided', null];
  subject.byRow = new Map(subject.images.map(image => [image.row, image]));
  by('run').textContent = plain(subject.run);
  if (subject.warning) warn(plain(subject.warning));
  by('label').append(new Option('none', -1), ...subject.classNames.map((name, label) => new Option(plain(name), label)));
  if (subject.hasTrigger) { by('trigger').querySelector('img').src = 'trigger'; by('trigger').hidden = false; }
  sort();
  await watch();
  grid.focus();
}

begin();
