"use strict";
(() => {
  const { data, state, make, number } = page;
  const { figures, shown } = data;
  const words = {
    "nav.verbs": ["动词", "Verbs"], "nav.dropped": ["剔除", "Dropped"], "nav.comparison": ["比较", "Compared"], "nav.labels": ["标签", "Labels"],
    findings: ["要点", "What stands out"], excerpts: ["本页含有数据原文的片段，请像对待数据一样保管。", "This page holds excerpts of the data: keep it as you keep the data."], contents: ["目录", "Contents"], meaning: ["含义", "Meaning"],
    title: ["数据集报告", "Data set report"], light: ["浅色", "Light"], dark: ["深色", "Dark"],
    overview: ["概览", "Overview"], lengths: ["长度", "Lengths"], words: ["词", "Words"], bigrams: ["词对", "Word pairs"],
    verbs: ["指令动词与对象", "Instruction verbs and their objects"], languages: ["语言", "Languages"], roles: ["角色", "Roles"], turns: ["每条对话的轮数", "Turns a conversation"],
    sources: ["来源", "Sources"], labels: ["标签与均衡", "Labels and balance"], missing: ["缺失", "Missing"], rates: ["各步骤标出的记录", "What steps have marked"],
    dropped: ["各步骤剔除了什么、为什么", "What each step dropped, and why"], outliers: ["离群记录", "Outliers"], comparison: ["与另一份数据比较", "Compared with the other data set"],
    changed: ["改动前后", "Before and after"], accuracy: ["精确度", "Accuracy"], before: ["之前", "Before"], after: ["之后", "After"],
    records: ["记录", "Records"], characters: ["字符", "Characters"], tokens: ["token（估计）", "Tokens (estimate)"], different: ["不重复的记录", "Different records"], repeated: ["完全重复", "Exact repeats"],
    distinct: ["用词多样 distinct-1 / 2", "Diversity, distinct-1 / 2"], part: ["部分", "Part"], measure: ["量", "Measure"], count: ["数量", "Count"], total: ["合计", "Total"], mean: ["均值", "Mean"], min: ["最小", "Min"], max: ["最大", "Max"],
    share: ["占比", "Share"], word: ["词", "Word"], verb: ["动词", "Verb"], objects: ["对象", "Objects"], language: ["语言", "Language"], role: ["角色", "Role"], field: ["字段", "Field"], source: ["来源", "Source"],
    label: ["标签", "Label"], value: ["取值", "Value"], lacking: ["均衡尚缺", "Lacking for balance"], step: ["步骤", "Step"], reason: ["原因", "Reason"], example: ["例", "Example"], text: ["文本", "Text"],
    figure: ["项目", "Figure"], this: ["本数据", "This"], other: ["另一份", "Other"], change: ["变化", "Change"], exact: ["精确", "Exact"], error: ["误差", "Error"], yes: ["是", "yes"], no: ["否", "no"],
    record: ["整条记录", "Record"], question: ["问题", "Question"], answer: ["回答", "Answer"], system: ["系统提示", "System prompt"], tool: ["工具轮", "Tool turn"], chosen: ["优选回答", "Chosen"], rejected: ["次选回答", "Rejected"],
    empty_question: ["问题为空", "Empty question"], empty_answer: ["回答为空", "Empty answer"], user: ["用户", "User"], assistant: ["助手", "Assistant"], largest: ["最大", "Largest"], smallest: ["最小", "Smallest"],
    same_records: ["两份都有的记录", "Records in both"], word_divergence: ["用词差异（0 相同，1 全异）", "Difference of words (0 same, 1 nothing shared)"], more_frequent: ["更常见的词", "Words more frequent here"], less_frequent: ["更少见的词", "Words less frequent here"],
    different_words: ["不同的词", "Different words"], this_p50: ["本数据中位", "This, median"], other_p50: ["另一份中位", "Other, median"], this_p95: ["本数据 95 %", "This, 95 %"], other_p95: ["另一份 95 %", "Other, 95 %"],
    bar: ["条数", "Records"], mean_question: ["问题均长", "Question, mean"], mean_answer: ["回答均长", "Answer, mean"], "language.zh": ["中文", "Chinese"], "language.en": ["英文", "English"], "language.unknown": ["太短，难以判断", "Too short to tell"], side: ["端", "Side"],
    all_turns: ["轮次", "Turns"], all_words: ["词", "Words"], lengths_exact: ["长度", "Lengths"], "different records": ["不重复的记录", "Different records"], "different words": ["不同的词", "Different words"], "different bigrams": ["不同的词对", "Different word pairs"], lengths_hint: ["悬停看数，点表头排序。", "Hover for figures; click a head to sort."],
  };

  let charts = [];
  const view = { part: null, measure: "characters", words: "words" };

  page.start({
    words,
    draw(app, say, switches) {
      charts.forEach((chart) => chart.dispose());
      charts = [];
      document.title = `${data.title} · ${say("title")}`;
      const sections = blocks(say).filter(Boolean);
      app.append(
        make("header", {}, make("h1", {}, document.title), switches(),
          make("nav", { "aria-label": say("contents") }, sections.map(([key]) => make("a", { href: "#" + key }, say(`nav.${key}`).startsWith("nav.") ? say(key) : say(`nav.${key}`))))),
        make("main", {}, make("p", { class: "quiet" }, say("excerpts")),
          sections.map(([key, ...content]) => make("section", { id: key }, content))),
      );
      app.querySelectorAll("[data-chart]").forEach((element) => element.dispatchEvent(new Event("draw")));
    },
  });

  addEventListener("resize", () => charts.forEach((chart) => chart.resize()));

  function blocks(say) {
    const languages = figures.languages.map((row) => ({ ...row, language: say(`language.${row.language}`).replace("language.", "") }));
    return [
      ["overview", tiles(say), figures.findings.length > 0 && make("div", { class: "card", id: "findings" }, make("h2", {}, say("findings")), make("ul", {}, figures.findings.map((row) => make("li", {}, row[state.language]))))],
      figures.lengths.length > 0 && ["lengths", make("div", { class: "grid" }, histogram(say), figures.turns.count > 0 && turns(say)), card(say("lengths"), table(say, figures.lengths, ["part", "measure", "count", "mean", "min", "p5", "p50", "p95", "p99", "max", "total"], { named: ["part", "measure"] }), say("lengths_hint"))],
      figures.words.length > 0 && ["words", make("div", { class: "grid three" }, wordChart(say), card(say("words"), table(say, figures.words, ["word", "count"])), card(say("bigrams"), table(say, figures.bigrams, ["words", "count"])))],
      figures.verbs.length > 0 && ["verbs", make("div", { class: "grid" }, card(say("verbs"), chart("tall", () => sunburst())), card(say("verbs"), table(say, figures.verbs.map((row) => ({ ...row, objects: row.objects.map((item) => `${item.object} ${item.count}`).join(", ") })), ["verb", "count", "objects"])))],
      ["languages", make("div", { class: "grid" }, card(say("languages"), chart("", () => bars(languages.map((row) => row.language), languages.map((row) => row.count))), table(say, languages, ["language", "count", "share"])), card(say("roles"), chart("", () => bars(figures.roles.map((row) => say(row.role)), figures.roles.map((row) => row.count))), table(say, figures.roles, ["role", "count"], { named: ["role"] })))],
      figures.sources.length > 0 && ["sources", card(say("sources"), table(say, figures.sources.map((row) => ({ ...row, all_turns: row.turns, mean_question: row.question, mean_answer: row.answer })), ["source", "records", "all_turns", "characters", "tokens", "mean_question", "mean_answer"]))],
      figures.labels.length > 0 && ["labels", make("div", { class: "grid" }, figures.labels.map((row) => card(row.label, table(say, row.values, row.balanced ? ["value", "count", "share", "lacking"] : ["value", "count", "share"]), row.balanced ? `${say("lacking")}: ${number(row.lacking)}` : "")))],
      figures.missing.length + figures.rates.length > 0 && ["missing", make("div", { class: "grid" }, figures.missing.length > 0 && card(say("missing"), table(say, figures.missing, ["field", "count", "share"], { named: ["field"] })), figures.rates.length > 0 && card(say("rates"), table(say, figures.rates, ["label", "records", "share"])))],
      shown.dropped.length > 0 && ["dropped", card(say("dropped"), table(say, shown.dropped.map((row) => ({ ...row, meaning: row[state.language], example: row.examples.map((item) => item.text).join("\n\n") })), ["step", "reason", "count", "meaning", "example"], { texts: ["example"] }))],
      shown.outliers.length > 0 && ["outliers", card(say("outliers"), table(say, shown.outliers.flatMap((group) => group.records.map((row) => ({ part: group.part, measure: group.measure, side: group.side, ...row }))), ["part", "measure", "side", "value", "id", "text"], { named: ["part", "measure", "side"], texts: ["text"] }))],
      figures.comparison && ["comparison", comparison(say)],
      shown.changed.length > 0 && ["changed", card(say("changed"), shown.changed.map((row) => make("div", { class: "pair" }, changed(`${say("before")} · ${row.id}`, row.before, row.after, "del"), changed(say("after"), row.after, row.before, "ins"))))],
      ["accuracy", card(say("accuracy"), table(say, figures.accuracy.map((row) => ({ ...row, exact: say(row.exact ? "yes" : "no"), error: state.language === "zh" ? row.zh : row.en })), ["figure", "exact", "error"], { named: ["figure"] }))],
    ];
  }

  // A text with the pieces marked that the other one does not have in the same order (longest common subsequence).
  function changed(title, text, other, mark) {
    const pieces = (whole) => whole.match(/[\p{L}\p{N}]+|\s+|[^\p{L}\p{N}\s]/gu) ?? [];
    const [mine, theirs] = [text, other].map((whole) => pieces(whole).flatMap((piece) => (/\p{Script=Han}/u.test(piece) ? [...piece] : [piece])));
    const longest = Array.from({ length: mine.length + 1 }, () => new Uint16Array(theirs.length + 1));
    for (let i = mine.length - 1; i >= 0; i--) for (let j = theirs.length - 1; j >= 0; j--) longest[i][j] = mine[i] === theirs[j] ? longest[i + 1][j + 1] + 1 : Math.max(longest[i + 1][j], longest[i][j + 1]);
    const shown = [];
    for (let i = 0, j = 0; i < mine.length; ) {
      const same = j < theirs.length && mine[i] === theirs[j];
      if (!same && j < theirs.length && longest[i][j + 1] >= longest[i + 1][j]) { j++; continue; }
      const last = shown.at(-1);
      if (last && last.same === same) last.text += mine[i];
      else shown.push({ same, text: mine[i] });
      i++;
      if (same) j++;
    }
    return make("div", {}, make("h4", {}, title), shown.map((part) => (part.same ? part.text : make(mark, {}, part.text))));
  }

  function card(title, ...content) {
    return make("div", { class: "card" }, make("h2", {}, title), content.map((item) => (typeof item === "string" ? item && make("p", { class: "quiet" }, item) : item)));
  }

  function tiles(say) {
    const { overview, diversity } = figures;
    const rows = [...["records", "turns", "characters", "words", "tokens", "different", "repeated"].map((key) => [say(key === "turns" || key === "words" ? `all_${key}` : key), number(overview[key])]),
      [say("distinct"), `${diversity.distinct_1.toFixed(2)} / ${diversity.distinct_2.toFixed(2)}`]];
    return make("div", { class: "tiles" }, rows.map(([name, value]) => make("div", { class: "card tile" }, make("b", {}, value), make("span", { class: "quiet" }, name))));
  }

  function select(label, values, current, say, change) {
    return make("select", { "aria-label": label, onchange: (event) => change(event.target.value) }, values.map((value) => make("option", { value, selected: value === current }, say(value))));
  }

  function histogram(say) {
    const parts = [...new Set(figures.histograms.map((row) => row.part))];
    if (!parts.includes(view.part)) view.part = parts.find((part) => part === "answer" || part === "text") ?? parts[0];
    const box = chart("", () => {
      const row = figures.histograms.find((item) => item.part === view.part && item.measure === view.measure);
      const bins = row ? row.bars : [];
      return bars(bins.map((bin) => (bin.from === bin.to ? String(bin.from) : `${bin.from}–${bin.to}`)), bins.map((bin) => bin.count));
    });
    const again = () => box.dispatchEvent(new Event("draw"));
    return card(say("lengths"), make("div", { class: "bar" },
      select(say("part"), parts, view.part, say, (value) => { view.part = value; again(); }),
      select(say("measure"), ["characters", "words", "tokens"], view.measure, say, (value) => { view.measure = value; again(); })), box);
  }

  function turns(say) {
    const bins = figures.turns.bars;
    return card(say("turns"), chart("", () => bars(bins.map((bin) => (bin.from === bin.to ? String(bin.from) : `${bin.from}–${bin.to}`)), bins.map((bin) => bin.count))));
  }

  function wordChart(say) {
    const box = chart("tall", () => {
      const rows = figures[view.words].slice(0, 30);
      return bars(rows.map((row) => row.word ?? row.words), rows.map((row) => row.count), true);
    });
    return card(say("words"), make("div", { class: "bar" }, select(say("words"), ["words", "bigrams"], view.words, say, (value) => { view.words = value; box.dispatchEvent(new Event("draw")); })), box);
  }

  function comparison(say) {
    const found = figures.comparison;
    return make("div", {}, make("div", { class: "grid" },
      card(say("comparison"), table(say, [...found.overview.map((row) => ({ ...row, figure: row.figure === "turns" || row.figure === "words" ? `all_${row.figure}` : row.figure })), { figure: "same_records", this: found.same_records, other: "", change: "" }, { figure: "word_divergence", this: found.word_divergence, other: "", change: "" }], ["figure", "this", "other", "change"], { named: ["figure"] })),
      found.more_frequent.length > 0 && card(say("more_frequent"), table(say, found.more_frequent, ["word", "this", "other"])),
      found.less_frequent.length > 0 && card(say("less_frequent"), table(say, found.less_frequent, ["word", "this", "other"]))),
      card(say("lengths"), table(say, found.lengths, ["part", "measure", "this_p50", "other_p50", "this_p95", "other_p95"], { named: ["part", "measure"] })));
  }

  // A table whose heads sort it: numbers by size, the largest first; everything else by name.
  function table(say, rows, columns, { named = [], texts = [] } = {}) {
    const body = make("tbody");
    const numeric = (key) => rows.some((row) => typeof row[key] === "number");
    const shownValue = (row, key) => {
      if (key === "share" || key === "change") return typeof row[key] === "number" ? `${(row[key] * 100).toFixed(1)} %` : "";
      return typeof row[key] === "number" ? number(row[key]) : named.includes(key) ? say(row[key]) : String(row[key] ?? "");
    };
    const cell = (row, key) => {
      const value = shownValue(row, key);
      const box = make("td", { class: texts.includes(key) ? "text" : numeric(key) ? "number" : value.length > 30 ? "name wrap" : "name" }, value);
      if (key === "share") box.style.backgroundSize = `${100 * Math.min(1, row.share)}% 100%`;
      return key === "share" ? (box.classList.add("share"), box) : box;
    };
    const fill = (sorted) => body.replaceChildren(...sorted.map((row) => make("tr", {}, columns.map((key) => cell(row, key)))));
    const heads = columns.map((key) => {
      const head = make("th", { class: numeric(key) ? "number" : null }, make("button", { type: "button", onclick: () => {
        const falling = head.getAttribute("aria-sort") ? head.getAttribute("aria-sort") !== "descending" : numeric(key);
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", falling ? "descending" : "ascending");
        const order = (a, b) => (numeric(key) ? (a[key] || 0) - (b[key] || 0) : shownValue(a, key).localeCompare(shownValue(b, key), document.documentElement.lang));
        fill([...rows].sort((a, b) => (falling ? order(b, a) : order(a, b))));
      } }, say(key)));
      return head;
    });
    fill(rows);
    return make("div", { class: "scroll" }, make("table", {}, make("thead", {}, make("tr", {}, heads)), body));
  }

  // An element that draws the option that `option()` gives, whenever it is told to.
  function chart(kind, option) {
    const element = make("div", { class: `chart ${kind}`, "data-chart": true });
    let drawn = null;
    element.addEventListener("draw", () => {
      if (!drawn) {
        drawn = echarts.init(element, null, { renderer: "svg" });
        charts.push(drawn);
      }
      drawn.setOption(option(), true);
    });
    return element;
  }

  function color(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  }

  function base() {
    return {
      animation: false, aria: { enabled: true }, textStyle: { color: color("--ink"), fontFamily: "inherit" },
      tooltip: { renderMode: "richText", confine: true, backgroundColor: color("--card"), borderColor: color("--line"), textStyle: { color: color("--ink") } },
    };
  }

  function bars(names, values, flat = false) {
    const quiet = { color: color("--quiet") };
    const category = { type: "category", data: names, axisLabel: quiet, axisTick: { show: false }, axisLine: { lineStyle: { color: color("--line") } }, inverse: flat };
    const amount = { type: "value", minInterval: 1, axisLabel: quiet, splitLine: { lineStyle: { color: color("--line") } } };
    const option = base();
    option.tooltip.trigger = "axis";
    option.tooltip.axisPointer = { type: "shadow" };
    return { ...option, grid: { left: 8, right: 20, top: 12, bottom: 8, containLabel: true }, xAxis: flat ? amount : category, yAxis: flat ? category : amount,
      series: [{ type: "bar", data: values, itemStyle: { color: color("--accent"), borderRadius: flat ? [0, 3, 3, 0] : [3, 3, 0, 0] }, barMaxWidth: 36 }] };
  }

  function sunburst() {
    const option = base();
    option.color = ["#3b74c9", "#2f8f83", "#b5742a", "#7a5fb8", "#c0525a", "#4d8f3f", "#3f8fb5", "#a5568f", "#857a2e", "#5c6b80"];
    return { ...option, series: [{ type: "sunburst", radius: ["12%", "95%"], nodeClick: false, label: { minAngle: innerWidth < 600 ? 14 : 9, color: "#fff", width: innerWidth < 600 ? 44 : 76, overflow: "truncate" }, levels: [{}, { r0: "12%", r: "56%" }, { r0: "57%", r: "95%" }], itemStyle: { borderColor: color("--card") },
      data: figures.verbs.slice(0, 20).map((row) => ({ name: row.verb, value: row.count, children: row.objects.slice(0, 3).map((item) => ({ name: item.object, value: item.count })) })) }] };
  }
})();
