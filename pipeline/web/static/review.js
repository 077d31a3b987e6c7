// Review by keyboard: one key a decision. Without this the buttons do the same.
"use strict";

(() => {
  const form = document.getElementById("review");
  const keysOn = document.getElementById("keys-on");
  const KEEP = "kehoach-keys-off";
  for (const hidden of document.querySelectorAll(".with-scripts")) hidden.hidden = false;

  // Single keys can be turned off, for those whose software types what they say.
  if (keysOn) {
    keysOn.checked = localStorage.getItem(KEEP) === null;
    keysOn.addEventListener("change", () => {
      if (keysOn.checked) localStorage.removeItem(KEEP);
      else localStorage.setItem(KEEP, "1");
    });
  }

  const keep = form && form.querySelector("button[data-changed]");
  const state = () => JSON.stringify([...new FormData(form)]);
  const before = form && state();
  if (keep) {
    const label = keep.querySelector("span");
    const plain = label.textContent;
    form.addEventListener("input", () => {
      label.textContent = state() === before ? plain : keep.dataset.changed;
    });
  }

  const field = () =>
    form.querySelector("[aria-invalid]") ||
    form.querySelector("[data-doubt]") ||
    form.querySelector("[inputmode=decimal]") ||
    form.querySelector(".review-fields input, .review-fields textarea, .review-fields select");

  const correct = () => {
    const first = field();
    if (!first) return;
    first.focus();
    if (first.select) first.select();
  };

  const isTyping = (target) =>
    target instanceof Element && target.closest("input:not([type=checkbox]), textarea, select");

  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.metaKey || event.isComposing) return;
    if (isTyping(event.target)) {
      if (event.key === "Escape") event.target.blur();
      const isList = event.target.closest(".field-list");
      if (event.key === "Enter" && event.target.matches("textarea") && (!isList || event.ctrlKey)) {
        event.preventDefault();
        form.requestSubmit();
      }
      return;
    }
    if (event.ctrlKey || event.repeat || (keysOn && !keysOn.checked)) return;
    const key = event.key.toLowerCase();
    if (key === "c" && form) {
      event.preventDefault();
      correct();
      return;
    }
    const button = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (button) {
      event.preventDefault();
      button.click();
    }
  });
  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest('[data-key="c"]')) correct();
  });
  if (form && form.querySelector("[aria-invalid]")) correct();
  document.documentElement.dataset.keys = "heard";
})();
