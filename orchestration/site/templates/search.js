// The search: every word must be in an entry; a whole word counts for more than a part of one, and one in the name for
// more than one in the text. å, ä and ö are letters; only where nothing has them are they looked for as a and o. Of three or four words one may be missing.
"use strict";
(() => {
  const LIMIT = 100;
  const together = (text) => text.replace(/(\d)[\s\u00a0\u202f](?=\d{3}(?!\d))/g, "$1");
  const lower = (text) => together(text.toLowerCase().normalize("NFC"));
  const folded = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "");
  const entries = SEARCH_INDEX.map(([kind, name, text, address]) => (
    { kind, name, text, address, inName: lower(name), inText: lower(text), isPart: kind === "field" || kind === "column" }
  ));
  const asked = new URLSearchParams(location.search).get("q") || "";
  document.getElementById("q").value = asked;
  const written = lower(asked).split(/\s+/).filter(Boolean);
  if (!written.length) return;
  const words = written.map((word) => (/^\d+\.\d+$/.test(word) ? word.replace(".", ",") : word));

  const escaped = (word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  // A number is a whole number; a word may be a part of one, and counts for more at a word's beginning.
  const patterns = (word) => {
    const ends = /^[+\-−]?\d/.test(word) ? ["(?<![\\d,.])", "(?![\\d]|[,.]\\d)"] : ["", ""];
    const whole = ends[0] + escaped(word) + ends[1];
    const start = "(?<![\\p{L}\\d])" + whole;
    return { part: new RegExp(whole, "u"), start: new RegExp(start, "u"), whole: new RegExp(start + "(?![\\p{L}\\d])", "u") };
  };
  const scored = (sought, read, mayMiss) => {
    const tests = sought.map((word) => ({ word, ...patterns(word) }));
    return entries.map((entry, place) => {
      const name = read(entry.inName), text = read(entry.inText);
      let sum = 0, missing = 0;
      for (const { word, part, start, whole } of tests) {
        if (name === word) sum += 9;
        else if (whole.test(name)) sum += 6;
        else if (whole.test(text)) sum += 3;
        else if (start.test(name)) sum += 2.5;
        else if (part.test(name)) sum += 2;
        else if (start.test(text)) sum += 1.5;
        else if (part.test(text)) sum += 1;
        else missing += 1;
      }
      return { entry, place, score: missing > mayMiss ? 0 : sum && sum + (entry.isPart ? 0 : 0.5) };
    }).filter((each) => each.score);
  };
  const asIs = (text) => text;
  const tries = [[words, asIs, 0], [words.map(folded), folded, 0]];
  if (words.length === 3 || words.length === 4) tries.push([words, asIs, 1]);
  let found = [], used = tries[0];
  for (used of tries) {
    found = scored(...used);
    if (found.length) break;
  }
  found.sort((a, b) => b.score - a.score || a.place - b.place);
  const told = document.getElementById("found");
  told.textContent = told.dataset.found.replace("{number}", found.length).replace("{asked}", () => asked)
    + (found.length && used[2] ? told.dataset.without : "")
    + (found.length > LIMIT ? told.dataset.first.replace("{limit}", LIMIT) : "");

  const spaced = (word) => escaped(word).replace(/(\d)(?=\d)/g, "$1[\\s\\u00a0\\u202f]?");
  const sought = new RegExp(`(${words.map(spaced).join("|")})`, "iu");
  const marked = (element, text) => {
    for (const [place, piece] of text.split(sought).entries()) {
      if (!piece) continue;
      const node = place % 2 ? document.createElement("mark") : document.createTextNode(piece);
      if (place % 2) node.textContent = piece;
      element.append(node);
    }
    return element;
  };
  const list = document.getElementById("results");
  for (const { entry } of found.slice(0, LIMIT)) {
    const item = document.createElement("li");
    const kind = document.createElement("span");
    kind.className = "badge none";
    kind.textContent = SEARCH_KINDS[entry.kind];
    const link = marked(document.createElement("a"), entry.name);
    link.href = entry.address;
    item.append(kind, " ", link, marked(document.createElement("p"), entry.text));
    list.append(item);
  }
})();
