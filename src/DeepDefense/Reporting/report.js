'use strict';
// Sorting and filtering. The page is whole without it.

const valueOf = cell => cell.dataset.value ?? cell.textContent;

function compare(a, b) {
  const [x, y] = [Number(a), Number(b)];
  return Number.isNaN(x) || Number.isNaN(y) ? a.localeCompare(b, 'en', { numeric: true }) : x - y;
}

function sort(header) {
  const table = header.closest('table'), body = table.tBodies[0], column = header.cellIndex;
  const descending = header.getAttribute('aria-sort') === 'ascending';
  for (const other of table.tHead.rows[0].cells) other.removeAttribute('aria-sort');
  header.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
  const rows = Array.from(body.rows, row => [valueOf(row.cells[column]), row]);
  rows.sort((a, b) => descending ? compare(b[0], a[0]) : compare(a[0], b[0]));
  body.append(...rows.map(([, row]) => row));
}

for (const header of document.querySelectorAll('th[data-sort]')) {
  const button = document.createElement('button');
  button.type = 'button';
  button.append(...header.childNodes);
  button.addEventListener('click', () => sort(header));
  header.append(button);
}

const filters = document.getElementById('filters');
if (filters) {
  const table = document.getElementById('isolated'), rows = Array.from(table.tBodies[0].rows);
  const [path, label, truth, score, gallery, count] =
    ['filter-path', 'filter-label', 'filter-truth', 'filter-score', 'view-gallery', 'filter-count'].map(id => document.getElementById(id));

  const filter = () => {
    const part = path.value.toLowerCase(), least = score.value === '' ? -Infinity : Number(score.value);
    let shown = 0;
    for (const row of rows) {
      const [, , , scored, , source, known] = row.cells;
      row.hidden = !(source.textContent.toLowerCase().includes(part)
        && (label.value === '' || row.dataset.label === label.value)
        && (!truth || truth.value === '' || known.textContent === truth.value)
        && Number(scored.dataset.value) >= least);
      if (!row.hidden) shown++;
    }
    count.textContent = `${shown.toLocaleString('en')} of ${rows.length.toLocaleString('en')} shown`;
  };

  for (const control of [path, label, truth, score]) control?.addEventListener('input', filter);
  gallery.addEventListener('change', () => table.classList.toggle('gallery', gallery.checked));
  filters.hidden = false;
  filter();
}
