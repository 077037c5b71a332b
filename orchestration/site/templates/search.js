// The search: every word must stand in an entry; a word in the name counts for more than one in the text.
"use strict";
(() => {
  const LIMIT = 100;
  const plain = (text) => text.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f]/g, "");
  const entries = SEARCH_INDEX.map(([kind, name, text, address]) => (
    { kind, name, text, address, inName: plain(name), inText: plain(text) }
  ));
  const asked = new URLSearchParams(location.search).get("q") || "";
  document.getElementById("q").value = asked;
  const words = plain(asked).split(/\s+/).filter(Boolean);
  if (!words.length) return;

  const score = (entry) => {
    let sum = 0;
    for (const word of words) {
      if (entry.inName === word) sum += 8;
      else if (entry.inName.startsWith(word)) sum += 5;
      else if (entry.inName.includes(word)) sum += 4;
      else if (entry.inText.includes(word)) sum += 1;
      else return 0;
    }
    return sum;
  };
  const found = entries
    .map((entry, place) => ({ entry, place, score: score(entry) }))
    .filter((each) => each.score)
    .sort((a, b) => b.score - a.score || a.place - b.place);
  document.getElementById("found").textContent =
    `${found.length} found for “${asked}”` + (found.length > LIMIT ? `, the first ${LIMIT} are shown` : "");
  const list = document.getElementById("results");
  for (const { entry } of found.slice(0, LIMIT)) {
    const item = document.createElement("li");
    const kind = document.createElement("span");
    kind.className = "badge none";
    kind.textContent = entry.kind;
    const link = document.createElement("a");
    link.href = entry.address;
    link.textContent = entry.name;
    const text = document.createElement("p");
    text.textContent = entry.text;
    item.append(kind, " ", link, text);
    list.append(item);
  }
})();
