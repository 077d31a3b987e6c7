// What pages do beyond what HTML does by itself. Every page works without it.
"use strict";

const turnPage = (event) => {
  const way = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
  const paper = document.getElementById("paper");
  const scrolls = paper && event.target === paper && paper.scrollWidth > paper.clientWidth;
  if (!way || scrolls) return;
  const link = document.querySelector(`[data-turn=${way}]`);
  if (link) link.click();
};

const zoom = (step) => {
  const links = [...document.querySelectorAll("[data-zoom]")];
  const at = links.findIndex((link) => link.classList.contains("on"));
  const to = links[at + step];
  if (to) setZoom(to);
};

const setZoom = (chosen) => {
  const paper = document.getElementById("paper");
  const level = Number(chosen.dataset.zoom);
  for (const link of document.querySelectorAll("[data-zoom]")) {
    const on = link === chosen;
    link.classList.toggle("on", on);
    if (on) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  paper.className = `paper zoom-${level}`;
  paper.querySelector("img").sizes = `${Math.round((46 * level) / 100)}vw`;
  history.replaceState(null, "", chosen.href + location.hash);
  for (const link of document.querySelectorAll("[data-turn]")) {
    const url = new URL(link.href);
    url.searchParams.set("zoom", level);
    link.href = url;
  }
};

const light = (selector, on) => {
  for (const found of document.querySelectorAll(selector)) found.classList.toggle("on", on);
};

// Frames the words of a record, marks them in the text, or takes that back.
const lightRecord = (id, on) => {
  light(`[data-record="${id}"], [data-records~="${id}"]`, on);
  const frame = document.getElementById(`w-${id}`);
  const paper = document.getElementById("paper");
  if (!on || !frame || paper.scrollHeight <= paper.clientHeight) return;
  const place = frame.getBoundingClientRect();
  const view = paper.getBoundingClientRect();
  if (place.top < view.top || place.bottom > view.bottom) {
    paper.scrollTop += place.top - view.top - view.height / 3;
  }
  if (place.left < view.left || place.right > view.right) paper.scrollLeft += place.left - view.left - 20;
};

const follow = (event, on) => {
  if (!(event.target instanceof Element)) return;
  const one = event.target.closest("[data-record]");
  const some = event.target.closest("[data-records]");
  const line = event.target.closest("[data-line]");
  if (one) lightRecord(one.dataset.record, on);
  if (some) for (const id of some.dataset.records.split(" ")) lightRecord(id, on);
  if (line) light(`[data-line="${line.dataset.line}"]`, on);
};

// The record that was clicked stays framed; the page moves no further than it must.
const choose = (id) => {
  for (const found of document.querySelectorAll(".chosen")) found.classList.remove("chosen");
  for (const found of document.querySelectorAll(`[data-record="${id}"]`)) found.classList.add("chosen");
  const frame = document.getElementById(`w-${id}`);
  if (frame) frame.scrollIntoView({ block: "nearest", inline: "nearest" });
};

const onDocumentPage = () => {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#w-']");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    history.replaceState(null, "", link.hash);
    choose(link.hash.slice(3));
  });
  if (location.hash.startsWith("#w-")) {
    addEventListener("load", () => {
      scrollTo(0, 0);
      choose(location.hash.slice(3));
    });
  }
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select");
    if (typing || event.altKey || event.ctrlKey || event.metaKey) return;
    turnPage(event);
    if (event.target.id !== "paper") return;
    if (event.key === "+" || event.key === "=") zoom(1);
    if (event.key === "-") zoom(-1);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-zoom]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    setZoom(link);
  });
  for (const [name, on] of [["mouseover", true], ["mouseout", false], ["focusin", true], ["focusout", false]]) {
    document.addEventListener(name, (event) => follow(event, on));
  }
};

if (document.querySelector("[data-page]")) onDocumentPage();

// Files: which are chosen, and how much of them is sent.
const onAddPage = (form) => {
  const input = form.querySelector("input[type=file]");
  const zone = form.querySelector(".drop");
  const progress = form.querySelector("progress");
  input.addEventListener("change", () => {
    const list = document.getElementById("chosen");
    list.replaceChildren(
      ...[...input.files].map((file) => {
        const item = document.createElement("li");
        item.textContent = file.name;
        return item;
      }),
    );
  });
  for (const [name, on] of [["dragover", true], ["dragleave", false], ["drop", false]]) {
    zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.toggle("over", on);
      if (name !== "drop") return;
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change"));
    });
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const request = new XMLHttpRequest();
    form.querySelector(".sending").hidden = false;
    form.querySelector("button").disabled = true;
    request.upload.onprogress = (sent) => { progress.max = sent.total; progress.value = sent.loaded; };
    request.onload = () => {
      if (request.status < 400) location.href = request.responseURL;
      else form.submit();
    };
    request.onerror = () => form.submit();
    request.open("POST", form.action);
    request.send(new FormData(form));
  });
};

// A run: what the server says of it, every second until it is over.
const followJob = async (box) => {
  while (box.querySelector("[data-over='0']")) {
    await new Promise((done) => setTimeout(done, 1000));
    const answer = await fetch(box.dataset.follow).catch(() => null);
    if (answer && answer.ok) box.innerHTML = await answer.text();
  }
};

const form = document.getElementById("add");
if (form) onAddPage(form);
const job = document.getElementById("job");
if (job) followJob(job);
