// The page of a review packet. Whatever it shows comes from the packet's JSON and becomes text nodes: there is no HTML in it.
// Which decisions are possible stands in the packet (own, needs_reason, reduce_to), computed by tuar, and tuar checks the
// answers again.
"use strict";

(() => {
  const $ = (id) => document.getElementById(id);
  const source = $("packet");
  const packet = JSON.parse(source.textContent);
  let hash = source.dataset.hash;

  const roles = new Map(packet.roles.map((role) => [role.role_id, role]));
  const rows = packet.rows.map((row, at) => ({ ...row, at, words: words(row), seen: 0, note: "", choice: null, marked: false }));
  const byItem = new Map(rows.map((row) => [row.item, row]));
  const past = { certify: "certify", reduce: "reduce", move: "move", revoke: "revoke", abstain: "abstain" };
  const signs = { certify: "✓", reduce: "↓", move: "→", revoke: "✗", abstain: "-" };
  const done = []; // acts: lists of [row, choice before, choice after]
  let undone = [];
  let visible = []; // rows as they are listed
  let now = null; // the current row
  let open = true; // its details are shown
  let since = performance.now(); // from when on the current row is in front of the reviewer
  let keeps = true; // the browser keeps what is decided

  function words(row) {
    const all = [row.title, row.email, row.role, row.kind, ...row.hints.map((hint) => hint.name), ...row.facts.map((fact) => fact.text)];
    return all.join(" ").toLowerCase();
  }

  // el makes an element: attributes, listeners under names that begin with "on", and children.
  function el(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (typeof value === "function") made.addEventListener(key.slice(2), value);
      else if (value !== false && value !== undefined) made.setAttribute(key, value === true ? "" : value);
    }
    made.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
    return made;
  }

  const some = (n, word) => `${n} ${word}${n === 1 ? "" : "s"}`;

  function say(text, wrong = false) {
    $("said").textContent = text;
    $("said").className = wrong ? "wrong" : "";
  }

  // --- rules ---

  // given reports whether a text is a reason: enough letters or digits of any script that can be seen.
  function given(text) {
    const seen = [...text].filter((c) => /[\p{L}\p{N}]/u.test(c) && !/\p{Default_Ignorable_Code_Point}/u.test(c));
    return seen.length >= packet.reason.least;
  }

  const other = (row, id) => roles.get(row.role_id)?.reduce_to.find((role) => role.role_id === id);
  const lacks = (row, choice, bulk) => {
    const demand = row.needs_reason[choice.decision];
    return (demand === "always" || (demand === "bulk" && bulk > 1)) && !given(choice.reason);
  };

  // advisedAgainst names the rows about which the advice speaks against certifying them.
  function advisedAgainst(about) {
    const against = about.filter((row) => row.against);
    const names = against.slice(0, 5).map((row) => `${row.title} (${row.advice})`).join("; ");
    const more = against.length > 5 ? ` and ${against.length - 5} more` : "";
    return against.length ? ` Advice against it for ${some(against.length, "row")}: ${names}${more}.` : "";
  }

  // refusal returns why a choice about the row, made in an act of so many, is not possible; empty if it is.
  function refusal(row, choice, bulk) {
    if (row.own) return "it is your own access; another reviewer decides on it";
    if (!(choice.decision in past)) return `${choice.decision} is not a decision`;
    if ([...choice.reason].length > packet.reason.most) return `the reason is longer than ${packet.reason.most} characters`;
    const exchange = choice.decision === "reduce" || choice.decision === "move";
    if (exchange !== Boolean(choice.to_role) || (exchange && other(row, choice.to_role)?.verdict !== choice.decision)) {
      return "this role cannot be given instead";
    }
    if (lacks(row, choice, bulk)) return `it needs a reason of ${packet.reason.least} letters or digits at least`;
    return "";
  }

  const isOpen = (row) => !row.own && !row.choice && !row.decided;

  // --- acts ---

  // act makes choices about rows, all or none, and goes on. choose returns the choice about a row.
  function act(targets, choose) {
    const choices = targets.map((row) => [row, row.choice, { to_role: "", ...choose(row), bulk: targets.length }]);
    for (const [row, , choice] of choices) {
      const why = refusal(row, choice, targets.length);
      if (why) return say(`${row.title}: ${why}`, true);
    }
    apply(choices.map(([row, before, after]) => [row, before, after]));
    undone = [];
    unmark();
    const [row, , choice] = choices[0];
    say(targets.length > 1 ? `${choice.decision}: ${some(targets.length, "row")} in one act` : `${told(row)}: ${row.title}`);
    if (targets.length === 1 && row === now) next();
  }

  function apply(changes, remember = done) {
    remember.push(changes);
    for (const [row, , choice] of changes) {
      row.choice = choice;
      if (choice) row.note = "";
      refresh(row);
    }
    keep();
    count();
  }

  function undo() {
    const changes = done.pop();
    if (!changes) return say("nothing was decided here that could be taken back");
    const back = changes.map(([row, before, after]) => [row, after, before]);
    apply(back, undone);
    say(`taken back: ${changes.length > 1 ? some(changes.length, "row") : changes[0][0].title}`);
    go(changes[0][0]);
  }

  function redo() {
    const changes = undone.pop();
    if (!changes) return say("nothing was taken back here");
    apply(changes.map(([row, before, after]) => [row, after, before]));
    say(`decided again: ${changes.length > 1 ? some(changes.length, "row") : changes[0][0].title}`);
  }

  const targets = () => {
    const marked = rows.filter((row) => row.marked);
    return marked.length ? marked : now ? [now] : [];
  };

  async function decide(decision) {
    const about = targets();
    if (!about.length) return;
    const own = about.find((row) => row.own);
    if (own) return say(`${own.title}: ${refusal(own, {}, 1)}`, true);
    let reason = "";
    if (decision === "certify" && about.length > 1 && about.some((row) => lacks(row, { decision, reason: row.note }, about.length))) {
      const n = about.filter((row) => row.needs_reason.certify).length;
      const label = `${n} of them privileged, flagged or advised against. Certifying them together needs a reason.${advisedAgainst(about)}`;
      reason = await ask(`Certify ${some(about.length, "row")}`, label, "", true);
      if (reason === null) return;
    }
    act(about, (row) => ({ decision, reason: row.note || (decision === row.choice?.decision ? row.choice.reason : "") || reason }));
  }

  async function reduce() {
    const about = targets();
    const own = about.find((row) => row.own);
    if (own) return say(`${own.title}: ${refusal(own, {}, 1)}`, true);
    if (!about.length) return;
    const custom = about.find((row) => row.kind === "role");
    if (custom) return say(`${custom.title} is a custom role: it keeps a part of its permissions, which a packet cannot name. Abstain, and write them as the reason.`, true);
    const shared = (roles.get(about[0].role_id)?.reduce_to ?? []).filter((role) => about.every((row) => other(row, role.role_id)));
    if (!shared.length) return say("no role can be given instead that takes something away", true);
    const title = about.length > 1 ? `Reduce ${some(about.length, "row")}` : `Reduce ${about[0].title} from ${about[0].role}`;
    const role = await choose(title, shared);
    if (!role) return;
    let reason = "";
    const verdict = (row) => other(row, role.role_id).verdict;
    if (about.some((row) => lacks(row, { decision: verdict(row), reason: row.note }, about.length))) {
      reason = await ask(`Move to ${role.role}`, `${role.role}: ${role.note}. A move needs a reason.`, "", true);
      if (reason === null) return;
    }
    act(about, (row) => ({ decision: verdict(row), to_role: role.role_id, reason: row.note || reason }));
  }

  // remark gives the current row another reason, or keeps it for the decision to come.
  function remark(row, text) {
    text = text.trim();
    if (text === (row.choice ? row.choice.reason : row.note)) return;
    if (!row.choice) {
      row.note = text;
      keep();
      return say("the reason goes with the decision to come");
    }
    const choice = { ...row.choice, reason: text };
    const why = refusal(row, choice, choice.bulk);
    if (why) {
      say(`${row.title}: ${why}`, true);
      return refresh(row);
    }
    apply([[row, row.choice, choice]]);
    say(`reason of ${row.title}: ${text || "none"}`);
  }

  function mark(row) {
    if (row.own) return say(`${row.title}: ${refusal(row, {}, 1)}`, true);
    row.marked = !row.marked;
    refresh(row);
    const n = rows.filter((one) => one.marked).length;
    say(n ? `${some(n, "row")} marked; the next decision is about ${n === 1 ? "it" : "all of them"}` : "no row is marked");
  }

  // markAll marks what is listed and safe to certify together.
  function markAll() {
    const safe = visible.filter((row) => isOpen(row) && !row.needs_reason.certify);
    for (const row of safe) {
      row.marked = true;
      refresh(row);
    }
    say(`marked ${some(safe.length, "row")}; left out ${some(visible.length - safe.length, "row")}: decided, flagged, privileged or your own`);
  }

  function unmark() {
    for (const row of rows.filter((one) => one.marked)) {
      row.marked = false;
      refresh(row);
    }
  }

  // --- what is kept ---

  const decisions = () =>
    rows.filter((row) => row.choice).map((row) => ({
      item: row.item, decision: row.choice.decision, ...(row.choice.to_role && { to_role: row.choice.to_role }), ...(row.choice.reason && { reason: row.choice.reason }),
      dwell_ms: Math.min(Math.round(row.seen), 2e9), bulk: row.choice.bulk,
    }));

  function draft() {
    look();
    return JSON.stringify({
      draft: 1, packet: hash, campaign: packet.campaign, reviewer: packet.reviewer, decisions: decisions(),
      seen: Object.fromEntries(rows.filter((row) => row.seen).map((row) => [row.item, Math.round(row.seen)])),
      notes: Object.fromEntries(rows.filter((row) => row.note).map((row) => [row.item, row.note])), at: now?.item,
    }, null, 2);
  }

  function keep() {
    try {
      localStorage.setItem(`tuar-packet-${source.dataset.hash}`, draft());
      keeps = true;
    } catch {
      keeps = false;
    }
    $("kept").textContent = keeps ? "kept in this browser" : "this browser keeps nothing: save a draft before you close the page";
  }

  // take takes a draft: all of it or, with the reason, nothing.
  function take(text) {
    let kept;
    try {
      kept = JSON.parse(text);
    } catch {
      return "this is no draft";
    }
    if (kept?.draft !== 1 || !Array.isArray(kept.decisions)) return "this is no draft of a packet";
    if (kept.packet !== hash) return "this is a draft of another packet";
    const changes = [];
    for (const one of kept.decisions) {
      const row = byItem.get(one?.item);
      const choice = { decision: String(one?.decision), to_role: String(one?.to_role ?? ""), reason: String(one?.reason ?? ""), bulk: Math.max(1, Number(one?.bulk) || 1) };
      const why = row ? refusal(row, choice, choice.bulk) : "it is not in this packet";
      if (why) return `${row?.title ?? String(one?.item)}: ${why}`;
      changes.push([row, row.choice, choice]);
    }
    for (const row of rows) {
      row.choice = null;
      row.note = String(kept.notes?.[row.item] ?? "");
      row.seen = Math.max(row.seen, Number(kept.seen?.[row.item]) || 0);
    }
    for (const [row, , choice] of changes) row.choice = choice;
    done.length = 0;
    undone = [];
    list(byItem.get(kept.at));
    return "";
  }

  function download(name, text) {
    const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    el("a", { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  }

  // --- what is seen ---

  // look adds the time that the current row was in front of the reviewer.
  function look() {
    const at = performance.now();
    if (now && !document.hidden) now.seen += at - since;
    since = at;
  }

  const told = (row) => {
    const choice = row.choice;
    if (!choice) return row.own ? "own access" : row.decided ? "decided before" : "";
    const to = choice.to_role ? ` to ${other(row, choice.to_role).role}` : "";
    return choice.decision + to;
  };

  function head(row) {
    const kind = row.choice ? row.choice.decision : "none";
    const flags = row.choice?.reason || row.note || row.hints.map((hint) => hint.name).join(", ");
    const button = el("button", {
      class: "head", id: `head-${row.at}`, tabindex: row === now ? "0" : "-1", "aria-expanded": String(row === now && open), "aria-controls": `detail-${row.at}`,
      "aria-current": row === now ? "true" : undefined, onclick: () => go(row, row === now ? !open : true),
    },
    el("span", { class: kind, "aria-hidden": "true" }, row.choice ? signs[kind] : row.hints.length ? "!" : "·"),
    el("span", { class: "who" }, row.title), el("span", { class: "role" }, row.role), el("span", { class: `done ${kind}` }, told(row) || "undecided"),
    el("span", { class: "hints" }, flags));
    const box = el("input", { type: "checkbox", tabindex: row === now ? "0" : "-1", "aria-label": `mark ${row.title}`, disabled: row.own, onchange: () => mark(row) });
    box.checked = row.marked;
    return el("div", { class: "line" }, box, button);
  }

  function detail(row) {
    const facts = el("dl", {}, ...row.facts.flatMap((fact) => [el("dt", {}, fact.name), el("dd", {}, fact.text)]));
    for (const [name, text] of [["advice", row.advice], ["last time", row.last], ["decided", row.decided]]) {
      if (text) facts.append(el("dt", {}, name), el("dd", {}, text));
    }
    const hints = row.hints.map((hint) => el("li", {}, el("b", {}, `! ${hint.name}`), `: ${hint.why}`));
    const may = roles.get(row.role_id)?.permissions ?? [];
    const n = may.reduce((sum, group) => sum + group.may.length, 0);
    const about = el("div", {}, hints.length ? el("ul", { class: "flags", "aria-label": "hints" }, ...hints) : null, facts);
    const effect = el("div", {}, row.effect.length ? el("h3", {}, "Revoking") : null, row.effect.length ? el("ul", {}, ...row.effect.map((text) => el("li", {}, text))) : null,
      el("details", {}, el("summary", {}, `${row.role} may: ${some(n, "permission")}`),
        el("dl", {}, ...may.flatMap((group) => [el("dt", {}, group.about || "all"), el("dd", {}, group.may.join(", "))]))));
    const right = row.own ? el("p", { class: "barred" }, "This is your own access. You cannot decide on it; another reviewer does.") : acts(row);
    return el("div", { class: "detail", id: `detail-${row.at}`, role: "group", "aria-label": `about ${row.title}` }, about, right, effect);
  }

  function acts(row) {
    const button = (decision, key, label, go) =>
      el("button", { class: decision, "aria-pressed": String(row.choice?.decision === decision || (decision === "reduce" && row.choice?.decision === "move")), "aria-keyshortcuts": key, onclick: go }, `${label} `, el("kbd", {}, key));
    const text = el("textarea", { id: "reason", "aria-keyshortcuts": "n", maxlength: packet.reason.most, onchange: (event) => remark(row, event.target.value) });
    text.value = row.choice ? row.choice.reason : row.note;
    const pick = el("select", { "aria-label": "pick a reason", onchange: (event) => {
      if (event.target.value) {
        text.value = event.target.value;
        remark(row, text.value);
      }
    } }, el("option", { value: "" }, "pick a reason…"), ...packet.reasons.map((one) => el("option", { value: one }, one)));
    return el("div", { class: "why" },
      el("div", { class: "acts", role: "group", "aria-label": "decision" }, button("certify", "c", "Certify", () => decide("certify")), button("revoke", "r", "Revoke", () => decide("revoke")),
        button("reduce", "d", "Reduce…", reduce), button("abstain", "a", "Abstain", () => decide("abstain"))),
      el("label", {}, "Reason ", el("kbd", {}, "n"), text), packet.reasons.length ? pick : null);
  }

  // refresh draws a row anew where it is listed.
  function refresh(row) {
    const item = $(`row-${row.at}`);
    if (!item) return;
    const inside = item.contains(document.activeElement) ? document.activeElement : null;
    const focus = inside?.id === "reason" ? "reason" : inside ? `head-${row.at}` : "";
    item.className = row === now ? "now" : "";
    item.replaceChildren(head(row), ...(row === now && open ? [detail(row)] : []));
    if (focus) $(focus)?.focus({ preventScroll: true });
  }

  // go makes the row the current one.
  function go(row, opened = true) {
    if (!row) return;
    const before = now;
    look();
    [now, open] = [row, opened];
    if (before && before !== row) refresh(before);
    refresh(row);
    $(`head-${row.at}`)?.focus({ preventScroll: true });
    $(`row-${row.at}`)?.scrollIntoView({ block: "nearest" });
  }

  const move = (by) => go(visible[Math.max(0, Math.min(visible.length - 1, visible.indexOf(now) + by))], open);

  // next goes to the next row that is left to decide, else to the next one.
  function next() {
    const at = visible.indexOf(now);
    const left = [...visible.slice(at + 1), ...visible.slice(0, at)].find(isOpen);
    if (left) return go(left, open);
    if (!rows.some(isOpen)) say("everything is decided; Finish (s) saves your answers");
    else say("nothing that is listed is left to decide; change the filter to see the rest");
  }

  // list lists the rows that the filter lets through, under headings.
  function list(at) {
    look();
    const wanted = $("filter").value.toLowerCase().split(/\s+/).filter(Boolean);
    const only = $("show").value;
    visible = rows.filter((row) => wanted.every((word) => row.words.includes(word)) &&
      (only === "all" || (only === "open" ? isOpen(row) : only === "done" ? row.choice : row.hints.some((hint) => hint.name === only.slice(5)))));
    const by = $("order").value;
    const labels = new Map(packet.groups.map((group) => [group.id, group.label]));
    const group = (row) => by === "risk" ? labels.get(row.group) : by === "role" ? row.role : row.email || "keys without an owner";
    if (by !== "risk") visible.sort((a, b) => group(a).localeCompare(group(b), "en") || a.at - b.at);
    now = visible.includes(at) ? at : visible.includes(now) ? now : visible.find(isOpen) ?? visible[0] ?? null;
    const groups = Map.groupBy ? Map.groupBy(visible, group) : visible.reduce((all, row) => all.set(group(row), [...(all.get(group(row)) ?? []), row]), new Map());
    $("rows").replaceChildren(...[...groups].map(([label, members], i) => el("section", { "aria-labelledby": `group-${i}` },
      el("h2", { id: `group-${i}` }, `${label} (${members.length})`),
      el("ol", { class: "rows" }, ...members.map((row) => el("li", { id: `row-${row.at}`, class: row === now ? "now" : undefined }, head(row), row === now && open ? detail(row) : null))))));
    if (!visible.length) $("rows").append(el("p", {}, "Nothing matches. Clear the filter to see everything."));
    count();
  }

  function count() {
    const all = rows.filter((row) => !row.own);
    const ready = all.filter((row) => !isOpen(row)).length;
    Object.assign($("progress"), { max: all.length || 1, value: ready });
    const own = rows.length - all.length;
    $("count").textContent = `${ready} of ${all.length} decided${own ? `; ${own} your own access` : ""}`;
    $("undo").disabled = !done.length;
  }

  // --- dialogs ---

  // dialog shows a dialog and resolves with what answer was called with; null if it is left.
  function dialog(title, build) {
    const box = $("dialog");
    const back = document.activeElement;
    return new Promise((resolve) => {
      const answer = (value) => {
        box.removeEventListener("cancel", leave);
        box.close();
        (back?.isConnected ? back : now && $(`head-${now.at}`))?.focus({ preventScroll: true });
        resolve(value);
      };
      const leave = () => answer(null); // by escape; the event "close" comes late, and may find the next dialog
      box.replaceChildren(el("h2", { id: "dialog-title" }, title), ...build(answer).filter(Boolean), el("p", {}, el("button", { id: "close", onclick: leave }, "Close")));
      box.addEventListener("cancel", leave);
      box.showModal();
    });
  }

  const choose = (title, list) => dialog(title, (answer) => list.map((role) =>
    el("button", { class: "choice", onclick: () => answer(role) }, role.role, el("small", {}, `${role.verdict}: ${role.note}`))));

  // ask asks for a reason, typed or picked.
  const ask = (title, label, value, needed) => dialog(title, (answer) => {
    const text = el("textarea", { id: "asked", maxlength: packet.reason.most });
    text.value = value;
    const wrong = el("p", { class: "barred", role: "alert" });
    const ok = () => {
      if (needed && !given(text.value)) wrong.textContent = `A reason of ${packet.reason.least} letters or digits at least is needed. Close leaves the rows as they are.`;
      else answer(text.value.trim());
    };
    text.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey) return;
      event.preventDefault();
      ok();
    });
    return [el("p", {}, label), el("label", {}, "Reason", text),
      ...packet.reasons.map((one) => el("button", { class: "choice", onclick: () => answer(one) }, one)), wrong, el("p", {}, el("button", { class: "main", onclick: ok }, "Use this reason"))];
  });

  const keys = [["j k ↓ ↑", "next, previous row"], ["g G", "first, last row"], ["w", "next undecided row"], ["enter", "show or hide details"], ["c", "certify"], ["r", "revoke"],
    ["d", "reduce to another role"], ["a", "abstain"], ["n", "reason"], ["u U", "undo, redo"], ["space", "mark the row"], ["A", "mark all listed that are safe to decide together"],
    ["/", "filter"], ["f", "show only"], ["o", "order"], ["s", "finish"], ["esc", "leave a field; drop marks and filter"]];
  const help = () => dialog("Keys", () => [el("table", {}, ...keys.map(([key, text]) => el("tr", {}, el("th", { scope: "row" }, el("kbd", {}, key)), el("td", {}, text))))]);

  function finish() {
    look();
    const made = decisions();
    if (!made.length) return say("decide on a row first", true);
    const tally = Object.keys(past).map((kind) => [kind, made.filter((one) => one.decision === kind).length]);
    const before = rows.filter((row) => !row.choice && row.decided && !row.own).length;
    const lines = [...tally, ["decided before, unchanged", before], ["undecided", rows.filter(isOpen).length], ["your own access", rows.filter((row) => row.own).length],
      ["decided in bulk", made.filter((one) => one.bulk > 1).length], ["seen for less than two seconds", made.filter((one) => one.dwell_ms < 2000).length]];
    return dialog("Finish", () => {
      const name = el("input", { id: "name", autocomplete: "name", maxlength: 200, required: true });
      const wrong = el("p", { class: "barred", role: "alert" });
      const text = el("textarea", { id: "answers", readonly: true, "aria-label": "your answers as text" });
      const after = el("div", { hidden: true }, el("p", {}, "Saved as ", el("b", {}, source.dataset.file), `. Send this file to ${packet.made_by}. If your browser saves nothing, copy this text and send it:`), text);
      const save = () => {
        if (!name.value.trim()) {
          wrong.textContent = "Type your name: it stands under the statement.";
          return name.focus();
        }
        wrong.textContent = "";
        text.value = JSON.stringify({
          answers: 1, packet: hash, campaign: packet.campaign, population: packet.population, reviewer: packet.reviewer, name: name.value.trim(),
          statement: packet.statement, finished_at: new Date().toISOString(), decisions: made,
        }, null, 2) + "\n";
        download(source.dataset.file, text.value);
        after.hidden = false;
        say(`saved as ${source.dataset.file}; send it to ${packet.made_by}`);
      };
      name.addEventListener("keydown", (event) => event.key === "Enter" && save());
      const left = rows.filter(isOpen).length;
      return [el("table", {}, ...lines.filter(([, n]) => n).map(([what, n]) => el("tr", {}, el("th", { scope: "row" }, what), el("td", {}, String(n))))),
        left ? el("p", { class: "barred" }, `${some(left, "row")} stay${left === 1 ? "s" : ""} undecided. After these answers are accepted, nothing in your assignment changes any more.`) : null,
        el("p", { class: "statement" }, packet.statement), el("label", {}, "Your name", name), wrong,
        el("p", {}, el("button", { class: "main", id: "answer", onclick: save }, "Save my answers")), after];
    });
  }

  // --- keys ---

  const table = {
    j: () => move(1), ArrowDown: () => move(1), k: () => move(-1), ArrowUp: () => move(-1), g: () => go(visible[0], open), G: () => go(visible.at(-1), open), Home: () => go(visible[0], open),
    End: () => go(visible.at(-1), open), w: next, c: () => decide("certify"), r: () => decide("revoke"), a: () => decide("abstain"), d: reduce, u: undo, U: redo,
    n: () => go(now) ?? $("reason")?.focus(), " ": () => now && mark(now), A: markAll, "/": () => $("filter").focus(), f: () => $("show").focus(), o: () => $("order").focus(), s: finish, "?": help,
    Enter: () => go(now, !open),
    Escape: () => {
      unmark();
      $("filter").value = "";
      $("show").value = "all";
      list(now);
      go(now, open);
    },
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || $("dialog").open) return;
    const at = event.target;
    const field = at.matches("textarea, select, input:not([type=checkbox])");
    if (field && event.key === "Escape") {
      event.preventDefault();
      return now ? $(`head-${now.at}`)?.focus() : at.blur();
    }
    const own = at.matches("button, summary, a, input[type=checkbox]") && (event.key === "Enter" || event.key === " ");
    const head = at.matches("button.head, body, main");
    if (field || (own && !(head && event.key === " ")) || !Object.hasOwn(table, event.key)) return;
    event.preventDefault();
    table[event.key]();
  });

  const listeners = {
    filter: ["input", () => list(now)], show: ["change", () => list(now)], order: ["change", () => list(now)], undo: ["click", undo], help: ["click", help], finish: ["click", finish],
    save: ["click", () => download(source.dataset.file.replace(/^answers-/, "draft-"), draft())], open: ["click", () => $("file").click()],
    file: ["change", async (event) => {
      const [file] = event.target.files;
      if (!file) return;
      const why = file.size > 16e6 ? "the file is too large for a draft" : take(await file.text());
      event.target.value = "";
      say(why || "the draft is open again", Boolean(why));
      if (!why) keep();
    }],
  };
  for (const [id, [event, listener]] of Object.entries(listeners)) $(id).addEventListener(event, listener);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden && now) now.seen += performance.now() - since; // look counts nothing while the page is hidden
    since = performance.now();
    if (document.hidden) keep();
  });
  addEventListener("beforeunload", (event) => !keeps && done.length && event.preventDefault());
  addEventListener("beforeprint", () => rows.forEach((row) => $(`row-${row.at}`)?.replaceChildren(head(row), detail(row))));
  addEventListener("afterprint", () => list(now));

  // An edited packet is answered under the hash of what was shown, which tuar never made.
  const check = crypto.subtle?.digest("SHA-256", new TextEncoder().encode(JSON.stringify(packet))).then((sum) => {
    const is = [...new Uint8Array(sum)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    if (is === hash) return;
    hash = is;
    say(`This packet was changed after it was made. Ask ${packet.made_by} for a new one.`, true);
  });

  const present = [...new Set(rows.flatMap((row) => row.hints.map((hint) => hint.name)))];
  $("show").append(el("option", { value: "all" }, "everything"), el("option", { value: "open" }, "undecided"), el("option", { value: "done" }, "decided here"),
    ...present.map((name) => el("option", { value: `hint:${name}` }, name)));
  $("show").value = "all";
  list();
  Promise.resolve(check).finally(() => {
    let kept = null;
    try {
      kept = localStorage.getItem(`tuar-packet-${source.dataset.hash}`);
    } catch {
      keeps = false;
    }
    const why = kept && take(kept);
    if (why) say(`what this browser kept cannot be used: ${why}`, true);
    else if (kept) say("where you left it; nothing is lost");
    if (!kept || !why) keep();
  });
})();
