// The search: every word must be in an entry, small words of a sentence apart; a whole word counts for more than a part
// of one, and one in the name for more than one in the text. Only where nothing has all words are å, ä and ö looked for
// as a and o, then words without their endings, and then entries that have most of the words.
"use strict";
(() => {
  const LIMIT = 100;
  const together = (text) => text.replace(/(\d)[\s\u00a0\u202f](?=\d{3}(?!\d))/g, "$1");
  const lower = (text) => together(text.toLowerCase().normalize("NFC"));
  const folded = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "");
  // What counts for more where it fits as well. A control's title is a sentence, and values share their measure's words.
  const WEIGHT = {
    page: [1, 1], question: [1, 0.75], contract: [1, 0.75], value: [0.7, 0.5],
    field: [1, 0], column: [1, 0], control: [0.5, 0],
  };
  const SMALL = new Set((
    "a an and are at between by did do does each for from had has have how in is it many mean much not number of on or that"
    + " the to use used uses was were what when where which who whose why with"
    + " antal använder att av betyder de den det där en ett finns från för hade har hur i ifrån inte kommer man med mellan"
    + " mycket många och om på som till var varför varje vad vem vilka vilken vilket vid är"
  ).split(" "));
  const entries = SEARCH_INDEX.map(([kind, name, text, address, also = ""]) => (
    { kind, name, text, address, inName: lower(name), inText: lower(`${text} ${also}`), weight: WEIGHT[kind] || [1, 0.5] }
  ));
  const asked = new URLSearchParams(location.search).get("q") || "";
  document.getElementById("q").value = asked;
  const written = lower(asked).replace(/(\d)%/g, "$1 %").split(/\s+/)
    .map((word) => word.replace(/^[("'“”]+|[)"'“”?!.,:;]+$/g, "")).filter(Boolean);
  if (!written.length) return;
  const telling = written.filter((word) => !SMALL.has(word));
  const words = (telling.length ? telling : written)
    .map((word) => (/^\d+\.\d+$/.test(word) ? word.replace(".", ",") : word));

  const escaped = (word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  // A number is a whole number; a word may be a part of one, and counts for more at a word's beginning.
  const patterns = (word) => {
    const ends = /^[+\-−]?\d/.test(word) ? ["(?<![\\d,.])", "(?![\\d]|[,.]\\d)"] : ["", ""];
    const whole = ends[0] + escaped(word) + ends[1];
    const start = "(?<![\\p{L}\\d])" + whole;
    return { part: new RegExp(whole, "u"), start: new RegExp(start, "u"), whole: new RegExp(start + "(?![\\p{L}\\d])", "u") };
  };
  const scored = (sought, read, mayMiss) => {
    const areStems = sought === stems;
    const tests = sought.map((word) => ({ word, ...patterns(word) }));
    return entries.map((entry, place) => {
      const name = read(entry.inName), text = read(entry.inText);
      let sum = 0, missing = 0;
      for (const { word, part, start, whole } of tests) {
        if (name === word) sum += 9;
        else if (whole.test(name)) sum += 6;
        else if (whole.test(text)) sum += 3;
        else if (start.test(name)) sum += 2.5;
        else if (!areStems && part.test(name)) sum += 2;
        else if (start.test(text)) sum += 1.5;
        else if (!areStems && part.test(text)) sum += 1;
        else missing += 1;
      }
      const [share, above] = entry.weight;
      return { entry, place, score: missing > mayMiss ? 0 : sum && sum * share + above };
    }).filter((each) => each.score);
  };
  const asIs = (text) => text;
  // Without its ending: skannade and skannas, target and targets.
  const stem = (word) => (/^\p{L}{5,}$/u.test(word) ? word.slice(0, Math.max(4, word.length - 3)) : word);
  const stems = words.map(stem);
  const tries = [[words, asIs, 0], [words.map(folded), folded, 0], [stems, asIs, 0]];
  for (let missing = 1; missing < words.length; missing += 1) tries.push([words, asIs, missing], [stems, asIs, missing]);
  let found = [], used = tries[0];
  for (used of tries) {
    found = scored(...used);
    if (found.length) break;
  }
  found.sort((a, b) => b.score - a.score || a.place - b.place);
  const told = document.getElementById("found");
  told.textContent = told.dataset.found.replace("{number}", found.length).replace("{asked}", () => asked)
    + (found.length && used[2] ? told.dataset.without.replace("{missing}", used[2]) : "")
    + (found.length > LIMIT ? told.dataset.first.replace("{limit}", LIMIT) : "");

  const spaced = (word) => escaped(word).replace(/(\d)(?=\d)/g, "$1[\\s\\u00a0\\u202f]?");
  const sought = new RegExp(`(${used[0].map(spaced).join("|")})`, "iu");
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
