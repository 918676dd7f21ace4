// Keeps a board live: searches as one types, acts without leaving the page, looks again when something has changed.
// Everything here also works without it, by plain links and forms.
"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const { csrf, lost, back, unsent } = document.body.dataset;
  const live = $("live"), problem = $("problem"), state = $("state"), sheet = $("sheet"), answers = $("answers");
  const isPhones = Boolean(document.querySelector(".phone"));

  function made(html) {
    const template = document.createElement("template");
    template.innerHTML = html; // our own server's page, with every word of others escaped
    return template.content.firstElementChild;
  }
  function complain(text) { problem.textContent = text; problem.hidden = !text; if (text) problem.scrollIntoView({ block: "nearest" }); }

  // ---- looking again
  let turnOfLook = 0;
  async function look(address, isTyped) {
    const turn = ++turnOfLook, url = new URL(address, location.href);
    url.searchParams.set("part", "live");
    try {
      const response = await fetch(url, { headers: { Accept: "text/html" } });
      if (turn !== turnOfLook || (!response.ok && response.status !== 404)) return;
      if (!response.ok) { location.reload(); return; }
      const html = await response.text();
      const focus = document.activeElement?.closest("#live") ? document.activeElement : null;
      const place = focus && [...live.querySelectorAll("a, button, input, select, textarea, summary")].indexOf(focus);
      live.innerHTML = html;
      if (focus) live.querySelectorAll("a, button, input, select, textarea, summary")[place]?.focus();
      if (isTyped) { $("scroll").scrollTop = 0; history.replaceState(null, "", address); }
    } catch { /* the line says that it is lost, and looks again when it is back */ }
  }
  function isBusy() {
    const at = document.activeElement;
    return sheet?.open || live.querySelector("details[open]") || (at?.closest("#live") && at.matches("input, select, textarea"));
  }
  let again = 0, lookedAt = 0, isStale = false;
  // What others did may wait a little: many windows must not all ask in the same breath, nor one of them without end.
  function lookSoon(isOthers) {
    if (isPhones || !live) return;
    if (document.hidden) { isStale = true; return; }
    const wait = isOthers ? Math.max(400 + Math.random() * 1600, lookedAt + 5000 - Date.now()) : 400;
    clearTimeout(again);
    again = setTimeout(() => {
      if (isBusy()) { lookSoon(true); return; }
      lookedAt = Date.now();
      look(location.href, false);
    }, wait);
  }
  document.addEventListener("visibilitychange", () => { if (!document.hidden && isStale) { isStale = false; lookSoon(); } });

  // ---- search as one types
  const asking = document.querySelector("form[data-live]");
  if (asking) {
    let typing = 0;
    const ask = () => {
      const asked = new URLSearchParams([...new FormData(asking)].filter(([, text]) => text !== ""));
      look(asking.getAttribute("action") + (asked.size ? "?" + asked : ""), true);
    };
    asking.addEventListener("input", (event) => { clearTimeout(typing); typing = setTimeout(ask, event.target.type === "search" ? 90 : 0); });
    asking.addEventListener("submit", (event) => { event.preventDefault(); clearTimeout(typing); ask(); });
  }
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.target.matches("input, textarea, select") || !$("q")) return;
    event.preventDefault(); $("q").focus(); $("q").select();
  });

  // ---- doing
  async function send(form, submitter) {
    const body = new URLSearchParams(new FormData(form));
    if (submitter?.name) body.set(submitter.name, submitter.value);
    const address = submitter?.getAttribute("formaction") || form.getAttribute("action");
    const as = form.closest(".phone")?.dataset.as;
    const response = await fetch(as && !address.includes("as=") ? address + "?as=" + as : address, { method: "POST", headers: { Accept: "application/json", "X-CSRF": csrf }, body });
    const answer = await response.json();
    if (!response.ok) throw Object.assign(new Error(answer.error), { isTold: true });
    return answer;
  }
  async function act(form, submitter) {
    if (form.classList.contains("busy")) return false;
    form.classList.add("busy"); complain("");
    try {
      const answer = await send(form, submitter), rid = form.elements.namedItem("rid");
      if (rid) rid.value = answer.rid;
      answer.messages.forEach((piece) => put(piece, form));
      return true;
    } catch (error) {
      complain(error.isTold && error.message ? error.message : unsent);
      return false;
    } finally { form.classList.remove("busy"); }
  }
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches(".card, .fill, .say, .step")) return;
    event.preventDefault();
    const line = form.querySelector("textarea[name=text]");
    if (form.matches(".say") && !line.value.trim()) { line.focus(); return; }
    const isManagers = form.matches(".phone ~ .phone .card");
    const isDone = await act(form, event.submitter);
    if (isDone && isManagers) document.querySelector(".tour .pressing")?.classList.add("done");
    if (isDone && form.matches(".say")) { line.value = ""; line.focus(); }
    if (isDone && form.matches(".step")) {
      form.closest("li").classList.add("done");
      // On a telephone the telephones stand below the tour: show what the step has done.
      const phone = document.querySelector(`.phone[data-as="${CSS.escape(new URL(form.action).searchParams.get("as"))}"]`);
      if (phone && phone.getBoundingClientRect().top > innerHeight * 0.6) phone.scrollIntoView({ behavior: "smooth", block: "nearest" });
    }
    if (!isPhones) lookSoon();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.target.matches(".phone textarea[name=text]")) {
      event.preventDefault(); event.target.form.requestSubmit();
    }
  });

  function put(piece, form) {
    const phone = isPhones ? document.querySelector(`.phone[data-chat="${CSS.escape(piece.chat)}"]`) : null;
    if (isPhones && !phone) return;
    const list = phone ? phone.querySelector(".messages") : answers;
    const there = list.querySelector("#m" + piece.number), fresh = piece.html.trim() ? made(piece.html) : null;
    if (there && Number(there.dataset.change) >= piece.change) return;
    if (there && fresh && !form && there.contains(document.activeElement)) return;
    if (there) { fresh ? there.replaceWith(fresh) : there.remove(); }
    else if (fresh) { if (!phone && !form?.closest("dialog")) answers.replaceChildren(); list.append(fresh); }
    if (phone) { list.parentElement.scrollTop = list.scrollHeight; return; }
    if (!answers.children.length) { if (sheet.open) sheet.close(); return; }
    if (!sheet.open) sheet.showModal();
    fresh?.querySelector("[aria-invalid], .fill input:not([type=hidden]), .fill select, .fill textarea")?.focus();
  }
  sheet?.addEventListener("click", (event) => { if (event.target.closest("[data-close]") || event.target === sheet) sheet.close(); });
  sheet?.addEventListener("close", () => { answers.replaceChildren(); lookSoon(); });

  document.querySelector(".boards [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

  // ---- what comes
  let wasLost = false, timer = 0, turn = Number(document.body.dataset.turn);
  function notice(text, seconds) {
    clearTimeout(timer); state.textContent = text; state.hidden = !text;
    if (seconds) timer = setTimeout(() => { state.hidden = true; }, seconds * 1000);
  }
  function listen(as, after) {
    const events = new EventSource("/events?after=" + encodeURIComponent(after) + (as ? "&as=" + as : ""));
    let last = after;
    events.addEventListener("open", () => { document.body.dataset.line = "open"; if (wasLost) { notice(back, 3); lookSoon(); } wasLost = false; });
    events.addEventListener("message", (event) => {
      last = event.lastEventId || last;
      if (isPhones) put(JSON.parse(event.data), null); else lookSoon();
    });
    // What was done in Slack or Telegram shows here too: the trail has moved.
    events.addEventListener("turn", (event) => {
      if (Number(event.data) !== turn) { turn = Number(event.data); lookSoon(true); }
    });
    events.addEventListener("error", () => {
      if (!wasLost) { wasLost = true; clearTimeout(timer); timer = setTimeout(() => { if (wasLost) notice(lost); }, 1500); }
      if (events.readyState === EventSource.CLOSED) { events.close(); listenAgain(as, last); }
    });
  }
  // A line that was refused says why, where the server still answers: the session has ended, perhaps.
  async function listenAgain(as, last) {
    try {
      const answer = await fetch("/complete?text=" + (as ? "&as=" + as : ""), { headers: { Accept: "application/json" } });
      if (answer.status === 403) { wasLost = false; notice((await answer.json()).error); return; }
    } catch { /* not to be reached: it is tried again */ }
    setTimeout(() => listen(as, last), 3000);
  }
  addEventListener("offline", () => { wasLost = true; notice(lost); });
  addEventListener("online", () => { if (wasLost) { wasLost = false; notice(back, 3); lookSoon(); } });
  const phones = [...document.querySelectorAll(".phone")];
  if (isPhones) phones.forEach((one) => { one.querySelector(".feed").scrollTop = 1e9; listen(one.dataset.as, document.body.dataset.change); });
  else listen("", document.body.dataset.change);
})();
