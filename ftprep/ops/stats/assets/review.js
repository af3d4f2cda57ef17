"use strict";
(() => {
  const { data, make } = page;
  const { records } = data;
  const words = {
    title: ["审阅", "Review"], light: ["浅色", "Light"], dark: ["深色", "Dark"], keep: ["保留", "Keep"], drop: ["剔除", "Drop"], rewrite: ["改写", "Rewrite"],
    next: ["下一条", "Next"], previous: ["上一条", "Previous"], open: ["下一条未审", "Next open"], save: ["保存结论", "Save decisions"], load: ["接着审（打开已存的文件）", "Go on from a saved file"],
    comment: ["意见（剔除的原因）", "Comment (why it is dropped)"], rewritten: ["改写后的文本", "Rewritten text"], context: ["上文", "Before it"], answer: ["待审文本", "Text under review"],
    user: ["用户", "User"], assistant: ["助手", "Assistant"], system: ["系统提示", "System"], tool: ["工具返回", "Tool"], tool_call: ["调用工具", "Tool call"], rejected: ["次选回答（对照）", "Rejected answer (to compare)"],
    done: ["已审", "reviewed"], of: ["共", "of"], keys: ["按键：K 保留 · D 剔除 · R 改写 · C 意见 · J/→ 下一条 · U/← 上一条 · O 下一条未审 · S 保存 · Esc 离开输入框", "Keys: K keep · D drop · R rewrite · C comment · J/→ next · U/← previous · O next open · S save · Esc leaves a field"],
    kept_here: ["结论只保存在本机浏览器，直到您保存为文件。", "Decisions stay in this browser until you save them to a file."], wrong_file: ["这不是本审阅的结论文件。", "This is not a file of decisions of this review."],
  };
  const storageKey = "ftprep.review." + records.map((row) => row.id + row.check).join("").split("").reduce((hash, letter) => (Math.imul(hash, 31) + letter.charCodeAt(0)) | 0, 7);
  const decisions = new Map();
  let at = 0;
  let ways = {};

  // Twice: a file may have no storage, and what the storage was handed last can be lost on a reload. The newer of both counts.
  const store = () => {
    const held = { [storageKey]: { when: Date.now(), decisions: [...decisions] } };
    try { history.replaceState(held, ""); } catch { /* written too often in a short time */ }
    try { localStorage.setItem(storageKey, JSON.stringify(held[storageKey])); } catch { /* no storage */ }
  };
  const stored = [history.state?.[storageKey]];
  try { stored.push(JSON.parse(localStorage.getItem(storageKey))); } catch { /* no storage */ }
  const newest = stored.filter((one) => one?.decisions).sort((one, other) => other.when - one.when)[0];
  for (const [id, decision] of newest?.decisions ?? []) decisions.set(id, decision);
  at = Math.max(0, records.findIndex((row) => !decided(row)));

  function decided(row) { return Boolean(decisions.get(row.id)?.verdict); }

  page.start({
    words,
    draw(app, say, switches, again) {
      document.title = `${data.title} · ${say("title")}`;
      const row = records[at];
      const decision = decisions.get(row?.id) ?? {};
      const change = (fields) => { decisions.set(row.id, { ...decisions.get(row.id), ...fields }); store(); };
      const go = (to) => { at = Math.min(records.length - 1, Math.max(0, to)); again(); scrollTo(0, 0); };
      const open = () => {
        const order = [...records.keys()].map((step) => (at + 1 + step) % records.length);
        const found = order.find((index) => !decided(records[index]));
        if (found !== undefined) go(found);
        else again();
      };
      const decide = (verdict) => {
        change({ verdict });
        if (verdict === "rewrite") { if (!decisions.get(row.id).text) change({ text: row.answer }); again(); document.getElementById("text").focus(); }
        else open();
      };
      const reviewed = records.filter(decided).length;
      const load = make("input", { type: "file", accept: ".json", hidden: true, id: "file", onchange: async (event) => {
        try {
          const saved = JSON.parse(await event.target.files[0].text());
          const known = new Map(records.map((item) => [item.id, item.check]));
          for (const item of saved.decisions) if (known.get(item.id) === item.check) decisions.set(item.id, { verdict: item.verdict, comment: item.comment, text: item.text });
          store(); open();
        } catch { alert(say("wrong_file")); }
      } });
      ways = {
        k: () => decide("keep"), d: () => decide("drop"), r: () => decide("rewrite"), j: () => go(at + 1), arrowright: () => go(at + 1), u: () => go(at - 1), arrowleft: () => go(at - 1),
        o: open, s: save, c: () => document.getElementById("comment").focus(),
      };
      const button = (key, name, press) => make("button", { id: name, class: name, "aria-pressed": decision.verdict === name ? "true" : null, onclick: press }, say(name), " ", make("kbd", {}, key));
      const bar = make("div", {});
      bar.style.width = `${records.length ? (100 * reviewed) / records.length : 0}%`;
      app.append(
        make("header", {}, make("h1", {}, document.title), make("div", { class: "progress", role: "progressbar", "aria-valuenow": reviewed, "aria-valuemax": records.length }, bar),
          make("span", { class: "quiet", id: "count" }, `${reviewed} / ${records.length} ${say("done")}`), switches()),
        make("main", {},
          row && make("article", { class: `card ${decision.verdict ? "verdict-" + decision.verdict : ""}`, "data-id": row.id },
            make("div", { class: "meta quiet" }, make("span", {}, `${at + 1} / ${records.length}`), make("span", {}, row.id), make("span", {}, row.source), Object.entries(row.labels).map(([name, value]) => make("span", { class: "chip" }, `${name}: ${short(value)}`))),
            row.before.length > 0 && make("h3", {}, say("context")), row.before.length > 0 && make("div", { class: "context" }, row.before.map(([role, text]) => make("div", { class: `turn ${role}` }, role && make("b", {}, say(role)), make("div", { class: "said" }, text)))),
            make("h3", {}, say("answer")), make("div", { class: "said answer" }, row.answer),
            row.rejected && make("h3", {}, say("rejected")), row.rejected && make("div", { class: "said quiet" }, row.rejected),
            decision.verdict === "rewrite" && make("label", {}, say("rewritten"), field("textarea", "text", decision.text ?? "", (value) => change({ text: value }))),
            make("label", {}, say("comment"), field("input", "comment", decision.comment ?? "", (value) => change({ comment: value })))),
          make("p", { class: "quiet" }, say("keys")), make("p", { class: "quiet" }, say("kept_here")),
          make("button", { onclick: () => load.click() }, say("load")), load),
        make("footer", {}, button("K", "keep", ways.k), button("D", "drop", ways.d), button("R", "rewrite", ways.r), button("←", "previous", ways.u), button("→", "next", ways.j), button("O", "open", ways.o), button("S", "save", ways.s)),
      );
    },
  });

  // A label in a few words: what was found, not where.
  function short(value) {
    const kinds = Array.isArray(value) ? value.map((item) => item?.entity_type ?? item?.reason ?? item) : value;
    const text = typeof kinds === "object" && kinds !== null ? (Array.isArray(kinds) && kinds.every((item) => typeof item !== "object") ? [...new Set(kinds)].join(", ") : JSON.stringify(kinds)) : String(kinds);
    return text.length > 80 ? text.slice(0, 80) + "…" : text;
  }

  function field(tag, id, value, change) {
    const element = make(tag, { id, type: tag === "input" ? "text" : null, oninput: (event) => change(event.target.value) });
    element.value = value;
    return element;
  }

  function save() {
    const rows = records.filter((row) => decisions.has(row.id) && (decided(row) || decisions.get(row.id).comment)).map((row) => {
      const { verdict = "", comment = "", text = "" } = decisions.get(row.id);
      return { id: row.id, check: row.check, verdict, comment, text: verdict === "rewrite" ? text : "" };
    });
    const link = make("a", { download: `${data.title}.decisions.json`, href: URL.createObjectURL(new Blob([JSON.stringify({ title: data.title, decisions: rows }, null, 1)], { type: "application/json" })) });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  addEventListener("keydown", (event) => {
    const typing = event.target.matches?.("input, textarea, select");
    if (event.key === "Escape" && typing) { event.target.blur(); return; }
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const way = ways[event.key.toLowerCase()];
    if (way) { event.preventDefault(); way(); }
  });
})();
