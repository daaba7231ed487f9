// Keeps the progress of a running run up to date, and shows the boards when it has ended.
// Without it the page reloads itself.
"use strict";

const PAUSE = 2000;

async function update() {
  const live = document.querySelector("[data-live]");
  if (!live) return;
  if (!document.hidden) {
    try {
      const response = await fetch(location.href, { headers: { Accept: "text/html" } });
      if (response.redirected) return location.reload();
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const fresh = page.querySelector("[data-live]");
      if (response.ok && !fresh) return location.reload();
      if (fresh) refresh(live, fresh);
    } catch {
      // The server is away for a moment: the next time will tell.
    }
  }
  setTimeout(update, PAUSE);
}

// The status line keeps its element, so that what changes in it is announced.
function refresh(live, fresh) {
  const said = live.querySelector("[role=status]");
  const saying = fresh.querySelector("[role=status]");
  if (said.textContent !== saying.textContent) said.replaceChildren(...saying.childNodes);
  // So do the buttons beside what holds the run up: whoever is about to press one is not disturbed.
  const held = live.querySelector(".holds");
  const holding = fresh.querySelector(".holds");
  if (held.textContent !== holding.textContent) held.replaceChildren(...holding.childNodes);
  live.querySelector("section").replaceWith(fresh.querySelector("section"));
}

setTimeout(update, PAUSE);
