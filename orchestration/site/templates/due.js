// How late an extract is, by the reader's own clock and the day in Sweden; without script only its due day is shown.
"use strict";
const today = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Stockholm" }).format(new Date());
const ago = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "always" });
for (const due of document.querySelectorAll("time[data-late]")) {
  const days = Math.round((Date.parse(due.dateTime) - Date.parse(today)) / 864e5);
  const told = document.createElement("span");
  const isLate = days < 0;
  told.className = isLate ? "badge bad" : "remark";
  told.textContent = isLate ? `${due.dataset.late}, ${ago.format(days, "day")}` : `(${ago.format(days, "day")})`;
  due.after(" ", told);
}
