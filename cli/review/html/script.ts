/**
 * The behaviour of the heat map, in the page's only script. It builds no HTML: every detail is in the page
 * already, hidden. Without the script, details are shown below each other.
 */
export const PAGE_SCRIPT = `
"use strict";
for (const map of document.querySelectorAll("[data-heat]")) {
  const table = map.querySelector("table");
  const panel = map.querySelector("[data-panel]");
  const hint = panel.firstElementChild;
  const details = new Map([...panel.querySelectorAll("[data-detail]")].map((one) => [one.id, one]));
  const rows = [...table.tBodies[0].rows].map((row) => [...row.querySelectorAll("td")].map((cell) => cell.querySelector("button")));
  const all = rows.flat().filter(Boolean);
  let open;
  for (const detail of details.values()) detail.hidden = true;
  hint.hidden = false;

  function show(button) {
    if (open) {
      open.setAttribute("aria-expanded", "false");
      details.get(open.getAttribute("aria-controls")).hidden = true;
    }
    open = open === button ? undefined : button;
    hint.hidden = open !== undefined;
    if (open) {
      open.setAttribute("aria-expanded", "true");
      details.get(open.getAttribute("aria-controls")).hidden = false;
    }
  }

  function place(button) {
    const row = rows.findIndex((cells) => cells.includes(button));
    return [row, rows[row].indexOf(button)];
  }

  function go(button) {
    for (const one of all) one.tabIndex = -1;
    button.tabIndex = 0;
    button.focus();
  }

  const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  all.forEach((button, index) => { button.tabIndex = index === 0 ? 0 : -1; });

  table.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) {
      show(button);
      go(button);
    }
  });

  table.addEventListener("keydown", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const [row, column] = place(button);
    let next;
    if (steps[event.key]) {
      const [down, right] = steps[event.key];
      let [r, c] = [row + down, column + right];
      while (rows[r] && c >= 0 && c < rows[r].length && !rows[r][c]) [r, c] = [r + down, c + right];
      next = rows[r] && rows[r][c];
    } else if (event.key === "Home") next = rows[row].find(Boolean);
    else if (event.key === "End") next = rows[row].findLast(Boolean);
    else if (event.key === "Escape") { if (open) show(open); event.preventDefault(); return; }
    else return;
    event.preventDefault();
    if (next) go(next);
  });
}
`;
