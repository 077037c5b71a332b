// Filters: a row is shown when all words are in it and it has the verdict that is chosen; without script all are shown.
"use strict";
for (const filter of document.querySelectorAll("[data-filter]")) {
  const list = document.getElementById(filter.dataset.filter);
  const groups = [...list.querySelectorAll("[data-group]")];
  const rows = [...list.querySelectorAll("[data-row]")]
    .map((row) => ({ row, text: row.textContent.toLowerCase() }));
  const words = filter.querySelector("input");
  const verdict = filter.querySelector("select");
  const told = filter.querySelector("[role=status]");
  const apply = () => {
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const { row, text } of rows) {
      const fits = wanted.every((word) => text.includes(word))
        && (!verdict || !verdict.value || row.dataset.verdict === verdict.value);
      row.hidden = !fits;
      shown += fits;
    }
    for (const group of groups) group.hidden = !group.querySelector("[data-row]:not([hidden])");
    told.textContent = told.dataset.told.replace("{shown}", shown).replace("{all}", rows.length);
  };
  words.addEventListener("input", apply);
  if (verdict) verdict.addEventListener("change", apply);
  filter.hidden = false;
  apply();
}
