// j and k follow the links to the next and the previous attempt. Whoever does not want that, or
// whose screen reader needs these keys, switches it off; the browser remembers.
"use strict";

const OFF = "bakeoff-keys-off";
const box = document.querySelector("[data-keys] input");

function remembered() {
  try {
    return localStorage.getItem(OFF) === "1";
  } catch {
    return false; // storage is closed to us
  }
}

function remember(off) {
  try {
    localStorage.setItem(OFF, off ? "1" : "");
  } catch {
    // Then it holds for this page alone.
  }
}

function typing(target) {
  return target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]") !== null;
}

if (box) {
  box.checked = !remembered();
  box.form.hidden = false;
  box.addEventListener("change", () => remember(!box.checked));
  document.addEventListener("keydown", (event) => {
    if (!box.checked || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const link = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (link) link.click();
  });
}
