// Keeps the desk live: sends without leaving the page, shows what comes, opens forms, completes verbs.
// Everything here also works without it, by plain forms.
"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const { chat, csrf, lost, back, unsent, open: openLabel } = document.body.dataset;
  const isLatest = document.body.dataset.isLatest === "yes";
  const list = $("messages"), scroll = $("scroll"), say = $("say"), line = $("line");
  const problem = $("problem"), state = $("state"), sheet = $("sheet"), choices = $("choices");

  // ---- messages
  const isAtEnd = () => scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 120;
  const toEnd = () => { scroll.scrollTop = scroll.scrollHeight; };

  function made(html) {
    const template = document.createElement("template");
    template.innerHTML = html; // our own server's page, with every word of others escaped
    return template.content.firstElementChild;
  }

  function show(piece, isOwn) {
    if (piece.chat !== chat) { unread(piece.chat); return; }
    const there = $("m" + piece.number);
    if (there && Number(there.dataset.change) >= piece.change) return;
    const fresh = piece.html.trim() ? made(piece.html) : null;
    if (there && inSheet(there)) { inSheetChanged(there, fresh); return; }
    if (there) {
      // What somebody is just typing into a form is not taken away under their hands.
      if (fresh && there.contains(document.activeElement) && fresh.querySelector(".fill") && !isOwn) return;
      fresh ? there.replaceWith(fresh) : there.remove();
      if (fresh) ready(fresh);
      return;
    }
    if (!fresh || !isLatest) return;
    const stick = isOwn || isAtEnd();
    const after = [...list.querySelectorAll(".message")].find((one) => Number(one.dataset.number) > piece.number);
    fresh.classList.add("fresh");
    list.insertBefore(fresh, after || null);
    ready(fresh);
    $("empty")?.remove();
    if (stick) toEnd();
  }

  function unread(where) {
    const link = [...document.querySelectorAll(".chats a")].find((one) => one.dataset.chat === where);
    const badge = link?.querySelector(".new");
    if (badge) badge.hidden = false;
  }

  // ---- sending
  async function send(form, submitter) {
    const body = new FormData(form);
    if (submitter?.name) body.set(submitter.name, submitter.value);
    const address = submitter?.getAttribute("formaction") || form.getAttribute("action");
    const hasFiles = [...body.values()].some((one) => one instanceof File && one.size);
    if (!hasFiles) [...body.entries()].forEach(([name, one]) => { if (one instanceof File) body.delete(name); });
    const response = await fetch(address, {
      method: "POST", headers: { Accept: "application/json", "X-CSRF": csrf },
      body: hasFiles ? body : new URLSearchParams(body),
    });
    const answer = await response.json();
    if (!response.ok) throw new Told(answer.error);
    return answer;
  }
  class Told extends Error {}

  async function submit(form, submitter) {
    if (form.classList.contains("busy")) return null;
    form.classList.add("busy");
    complain("");
    try {
      const answer = await send(form, submitter);
      // Sent and answered: the next one is something new, even with the same words.
      const rid = form.elements.namedItem("rid");
      if (rid) rid.value = answer.rid;
      answer.messages.forEach((piece) => show(piece, true));
      return answer;
    } catch (error) {
      complain(error instanceof Told && error.message ? error.message : unsent, form);
      return null;
    } finally {
      form.classList.remove("busy");
    }
  }

  function complain(text, form) {
    const inside = form?.closest("dialog") && form.closest(".ask");
    document.querySelectorAll(".ask > .problem").forEach((one) => one.remove());
    if (inside && text) {
      const note = document.createElement("p");
      note.className = "problem"; note.setAttribute("role", "alert"); note.textContent = text;
      inside.insertBefore(note, inside.querySelector("form"));
      return;
    }
    problem.textContent = text; problem.hidden = !text;
  }

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches(".say, .card, .fill")) return;
    event.preventDefault();
    if (form === say && !line.value.trim() && !$("say").file.files.length) { line.focus(); return; }
    hideChoices();
    const answer = await submit(form, event.submitter);
    if (!answer) return;
    if (form === say) { form.reset(); line.value = ""; $("count").textContent = ""; grow(); }
    if (answer.form !== null) openForm($("m" + answer.form));
    else line.focus();
  });

  // ---- forms in a sheet
  const inSheet = (item) => sheet.open && sheet.dataset.number === item.dataset.number;

  function openForm(item) {
    const ask = item?.querySelector(".ask");
    if (!ask) return;
    sheet.dataset.number = item.dataset.number;
    sheet.replaceChildren(ask);
    sheet.setAttribute("aria-labelledby", "ask" + item.dataset.number);
    if (!sheet.open) sheet.showModal();
    (sheet.querySelector("[aria-invalid]") || [...sheet.querySelectorAll("input:not([type=hidden]), select, textarea")].find((one) => !one.value))?.focus();
  }

  function inSheetChanged(item, fresh) {
    const isBusy = sheet.querySelector(".busy");
    if (!fresh) { sheet.replaceChildren(); sheet.close(); item.remove(); return; }
    if (!isBusy) { item.dataset.stale = "yes"; return; } // changed from elsewhere: what is typed here stays
    sheet.replaceChildren();
    item.replaceWith(fresh);
    openForm(fresh);
  }

  sheet.addEventListener("close", () => {
    const item = $("m" + sheet.dataset.number), ask = sheet.querySelector(".ask");
    if (item && ask) {
      const button = item.querySelector("button[data-open]");
      button ? button.before(ask) : item.querySelector(".body").append(ask);
      ready(item);
    }
    delete sheet.dataset.number;
    line.focus();
  });

  function ready(item) {
    const ask = item.querySelector(".ask");
    if (!ask || item.querySelector("button[data-open]")) return;
    const button = document.createElement("button");
    button.type = "button"; button.className = "button plain"; button.dataset.open = "yes"; button.textContent = openLabel;
    button.addEventListener("click", () => openForm(item));
    ask.after(button);
  }

  // ---- the line
  function grow() { line.style.setProperty("height", "auto"); line.style.setProperty("height", Math.min(line.scrollHeight, innerHeight * 0.38) + "px"); }
  line.addEventListener("input", () => { grow(); complete(); });
  line.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    if (!choices.hidden && ["ArrowDown", "ArrowUp", "Tab", "Escape"].includes(event.key) && !event.shiftKey) {
      event.preventDefault();
      if (event.key === "Escape") hideChoices();
      else if (event.key === "Tab") take(chosen() || choices.firstElementChild);
      else choose(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      if (!choices.hidden && chosen()) take(chosen()); else say.requestSubmit();
    }
  });
  say.file.addEventListener("change", () => { $("count").textContent = say.file.files.length || ""; });

  let asked = 0;
  async function complete() {
    const text = line.value, turn = ++asked;
    if (!text.trim() || text.length > 160 || text.includes("\n")) { hideChoices(); return; }
    try {
      const answer = await (await fetch("/complete?text=" + encodeURIComponent(text))).json();
      if (turn === asked) offer(answer.choices || []);
    } catch { hideChoices(); }
  }
  function offer(words) {
    choices.replaceChildren(...words.map((word, number) => {
      const item = document.createElement("li");
      item.id = "choice" + number; item.setAttribute("role", "option"); item.setAttribute("aria-selected", "false");
      item.textContent = word.shown; item.dataset.line = word.line;
      if (word.beside) { const beside = document.createElement("small"); beside.textContent = word.beside; item.append(beside); }
      item.addEventListener("mousedown", (event) => { event.preventDefault(); take(item); });
      return item;
    }));
    choices.hidden = !words.length;
    line.setAttribute("aria-controls", "choices");
  }
  const chosen = () => choices.querySelector("[aria-selected=true]");
  function choose(step) {
    const all = [...choices.children], now = all.indexOf(chosen());
    const next = all[(now + step + all.length + (now < 0 && step < 0 ? 1 : 0)) % all.length];
    all.forEach((one) => one.setAttribute("aria-selected", String(one === next)));
    line.setAttribute("aria-activedescendant", next.id);
  }
  function take(item) { line.value = item.dataset.line; hideChoices(); grow(); line.focus(); }
  function hideChoices() { asked++; choices.hidden = true; choices.replaceChildren(); line.removeAttribute("aria-activedescendant"); }

  document.querySelectorAll("[data-line]").forEach((link) => link.addEventListener("click", (event) => {
    event.preventDefault();
    line.value = link.dataset.line; grow(); line.focus();
  }));

  // ---- what comes
  let wasLost = false, timer = 0;
  function notice(text, seconds) {
    clearTimeout(timer);
    state.textContent = text; state.hidden = !text;
    if (seconds) timer = setTimeout(() => { state.hidden = true; }, seconds * 1000);
  }
  let last = document.body.dataset.change;
  function listen() {
    const events = new EventSource("/events?after=" + encodeURIComponent(last));
    events.addEventListener("open", () => { if (wasLost) notice(back, 3); wasLost = false; });
    events.addEventListener("message", (event) => { last = event.lastEventId || last; show(JSON.parse(event.data), false); });
    events.addEventListener("error", () => {
      if (!wasLost) { wasLost = true; clearTimeout(timer); timer = setTimeout(() => { if (wasLost) notice(lost); }, 1500); }
      if (events.readyState === EventSource.CLOSED) { events.close(); again(); }
    });
  }
  // A line that was refused says why, where the server still answers: the session has ended, perhaps.
  async function again() {
    try {
      const answer = await fetch("/complete?text=", { headers: { Accept: "application/json" } });
      if (answer.status === 403) { wasLost = false; notice((await answer.json()).error); return; }
    } catch { /* not to be reached: it is tried again */ }
    setTimeout(listen, 3000);
  }

  document.querySelectorAll(".message").forEach(ready);
  document.body.classList.add("live");
  grow(); toEnd(); listen();
})();
