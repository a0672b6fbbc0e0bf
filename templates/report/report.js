"use strict";
(() => {
  const $ = id => document.getElementById(id);
  const element = (name, text, kind) => {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    if (kind) made.className = kind;
    return made;
  };
  const option = (value, text) => {
    const made = element("option", text);
    made.value = value;
    return made;
  };
  const counted = n => n.toLocaleString("en");
  for (const hidden of document.querySelectorAll(".needs-script")) hidden.hidden = false;

  // tables: sorted by a column, so many rows at a time
  for (const table of document.querySelectorAll("table.sortable")) {
    const most = Number(table.dataset.rows), body = table.tBodies[0];
    const beyond = table.parentElement.querySelector("template");
    let rows = [...body.rows], page = 0;
    if (beyond) rows.push(...beyond.content.querySelectorAll("tr"));
    const bar = element("p", undefined, "pages"), back = element("button", `Previous ${most}`), forth = element("button", `Next ${most}`), where = element("span");
    back.type = forth.type = "button";
    bar.append(back, forth, where);
    if (rows.length > most) table.parentElement.after(bar);
    const show = () => {
      body.replaceChildren(...rows.slice(page * most, (page + 1) * most));
      back.disabled = page === 0;
      forth.disabled = (page + 1) * most >= rows.length;
      where.textContent = `${counted(page * most + 1)} to ${counted(Math.min(rows.length, (page + 1) * most))} of ${counted(rows.length)}`;
    };
    back.addEventListener("click", () => { page -= 1; show(); });
    forth.addEventListener("click", () => { page += 1; show(); });
    table.reveal = id => {
      const at = rows.findIndex(row => row.id === id);
      if (at < 0) return false;
      page = Math.floor(at / most);
      show();
      return true;
    };
    let column = 0;
    for (const head of table.tHead.rows[0].cells) {
      const at = column;
      column += head.colSpan;
      if (head.classList.contains("nosort") || rows.length < 2) continue;
      const button = element("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const first = head.classList.contains("n") || head.classList.contains("v") ? "descending" : "ascending";
        const other = first === "ascending" ? "descending" : "ascending";
        const order = head.getAttribute("aria-sort") === first ? other : first;
        for (const sorted of table.tHead.querySelectorAll("[aria-sort]")) sorted.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", order);
        const key = row => {
          const cell = row.cells[at], figure = cell.querySelector("[data-csv]");
          return figure ? Number(figure.dataset.csv) : cell.textContent;
        };
        const turn = order === "ascending" ? 1 : -1;
        const keyed = rows.map((row, place) => ({ row, place, key: key(row) }));
        // what is empty comes last in either order
        keyed.sort((a, b) => {
          if (a.key === "" || b.key === "") return (a.key === "") - (b.key === "") || a.place - b.place;
          const order = typeof a.key === "number" && typeof b.key === "number" ? a.key - b.key : String(a.key).localeCompare(String(b.key), "en");
          return turn * order || a.place - b.place;
        });
        rows = keyed.map(keyed => keyed.row);
        page = 0;
        show();
      });
    }
  }

  // two speakers
  const pair = $("pair");
  if (pair) {
    const panels = [...pair.children, ...$("all-pairs").content.querySelectorAll(".pair")];
    const names = [...new Set(panels.flatMap(panel => [panel.dataset.a, panel.dataset.b]))].sort((a, b) => a.localeCompare(b, "en"));
    const [first, second] = [$("pick-a"), $("pick-b")];
    for (const name of names) { first.append(option(name, name)); second.append(option(name, name)); }
    const show = panel => {
      pair.replaceChildren(panel);
      first.value = panel.dataset.a;
      second.value = panel.dataset.b;
    };
    const pick = () => {
      const wanted = [first.value, second.value];
      const found = panels.find(panel => wanted.includes(panel.dataset.a) && wanted.includes(panel.dataset.b) && wanted[0] !== wanted[1]);
      const none = wanted[0] === wanted[1] ? "Choose two." : `${wanted[0]} and ${wanted[1]} were not compared: rostrum analyze --between says which pairs are.`;
      pair.replaceChildren(found || element("p", none, "verdict"));
    };
    first.addEventListener("change", pick);
    second.addEventListener("change", pick);
    if (panels.length) show(panels[0]);
    $("pick").addEventListener("submit", event => event.preventDefault());
    pair.reveal = number => {
      const found = panels.find(panel => panel.dataset.number === number);
      if (found) show(found);
      return Boolean(found);
    };
  }

  // sentences
  const island = $("data");
  if (island) {
    const MOST = 200, SVG = "http://www.w3.org/2000/svg";
    const data = JSON.parse(island.textContent);
    const [ROW, DOCUMENT, TURN, SENTENCE, SPEAKER, TEXT, NEGATIVE, POSITIVE, TOPICS, ENTITIES] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
    const fields = { speaker: $("by-speaker"), topic: $("by-topic"), entity: $("by-entity"), tone: $("by-tone"), order: $("by-order"), text: $("by-text") };
    data.speakers.forEach((name, at) => fields.speaker.append(option(at, name)));
    data.topics.forEach(([, name], at) => fields.topic.append(option(at, name)));
    data.entities.map((name, at) => [name, at]).sort((a, b) => a[0].localeCompare(b[0], "en")).forEach(([name, at]) => fields.entity.append(option(at, name)));
    const valence = row => row[POSITIVE] - row[NEGATIVE];
    const neutral = row => 1e6 - row[POSITIVE] - row[NEGATIVE];
    const sure = row => Math.max(row[NEGATIVE], row[POSITIVE], neutral(row));
    // as the scores have it: of equals the first
    const label = row => { const all = [row[NEGATIVE], neutral(row), row[POSITIVE]]; return ["negative", "neutral", "positive"][all.indexOf(Math.max(...all))]; };
    const raw = micro => (micro / 1e6).toFixed(6);
    const signed = micro => { const digits = Math.abs(micro / 1e6).toFixed(2); return (digits === "0.00" ? "" : micro < 0 ? "−" : "+") + digits; };
    const orders = {
      strongest: (a, b) => Math.abs(valence(b)) - Math.abs(valence(a)),
      positive: (a, b) => valence(b) - valence(a),
      negative: (a, b) => valence(a) - valence(b),
      unsure: (a, b) => sure(a) - sure(b),
      spoken: () => 0,
    };
    const figure = (row, column, micro) => {
      const made = element("span", signed(micro));
      made.dataset.cell = `sentences/${row[ROW]}/${column}`;
      made.dataset.csv = raw(micro);
      return made;
    };
    const bar = row => {
      const svg = document.createElementNS(SVG, "svg");
      svg.setAttribute("class", "bar");
      svg.setAttribute("height", 12);
      svg.setAttribute("role", "img");
      svg.setAttribute("data-all", 1);
      const percent = micro => `${Math.round(micro / 1e4)} %`;
      svg.setAttribute("aria-label", `${percent(row[NEGATIVE])} negative, ${percent(row[POSITIVE])} positive`);
      let x = 0;
      for (const [column, kind, micro] of [["negative", "neg", row[NEGATIVE]], ["neutral", "neu", neutral(row)], ["positive", "pos", row[POSITIVE]]]) {
        if (micro <= 0) continue;
        const rect = document.createElementNS(SVG, "rect");
        const width = micro / 1e4;
        for (const [name, value] of [["class", kind], ["x", `${x.toFixed(2)}%`], ["y", 0], ["width", `${width.toFixed(2)}%`], ["height", 12], ["data-cell", `sentences/${row[ROW]}/${column}`], ["data-csv", raw(micro)]]) rect.setAttribute(name, value);
        svg.append(rect);
        x += width;
      }
      return svg;
    };
    const thread = (row, topic) => {
      for (let at = 0; at < row[TOPICS].length; at += 3) if (row[TOPICS][at] === topic) return row[TOPICS][at + 2];
      return undefined;
    };
    const has = (list, step, wanted) => { for (let at = 0; at < list.length; at += step) if (list[at] === wanted) return true; return false; };
    // the document that a link has asked for
    let place = -1, start = 0;
    const line = group => {
      const tr = element("tr"), first = group[0];
      tr.dataset.sentence = first[ROW];
      const bars = element("td", undefined, "bars"), tone = element("td", undefined, "v"), said = element("td", undefined, "said"), where = element("td", undefined, "where");
      said.dir = "auto";
      for (const row of group) {
        bars.append(bar(row));
        const value = element(group.length > 1 ? "div" : "span");
        value.append(figure(row, "valence", valence(row)));
        tone.append(value);
        const text = element(group.length > 1 ? "p" : "span", row[TEXT]);
        text.dir = "auto";
        said.append(text);
      }
      const topics = new Set(group.flatMap(row => row[TOPICS].filter((_, at) => at % 3 === 0)));
      for (const topic of topics) said.append(" ", element("small", data.topics[topic][1], "tag"));
      const [title, date] = data.documents[first[DOCUMENT]];
      where.append(element("bdi", data.speakers[first[SPEAKER]]), " · ", element("bdi", [title, date, `turn ${first[TURN]}`].filter(Boolean).join(" · ")));
      tr.append(bars, tone, said, where);
      return tr;
    };
    // a talk about a topic that goes on over several sentences of a turn is one row, as strong as its first sentence in the order
    const threads = (rows, topic) => {
      const groups = new Map();
      for (const row of rows) {
        const key = `${row[DOCUMENT]} ${row[TURN]} ${thread(row, topic)}`;
        if (groups.has(key)) groups.get(key).push(row); else groups.set(key, [row]);
      }
      return [...groups.values()].map(group => group.sort((a, b) => a[SENTENCE] - b[SENTENCE]));
    };
    const show = () => {
      const [speaker, topic, entity] = [fields.speaker.value, fields.topic.value, fields.entity.value].map(value => value === "" ? -1 : Number(value));
      const tone = fields.tone.value, words = fields.text.value.toLowerCase();
      const hits = data.rows.filter(row => (place < 0 || row[DOCUMENT] === place) && (speaker < 0 || row[SPEAKER] === speaker) && (topic < 0 || has(row[TOPICS], 3, topic)) && (entity < 0 || has(row[ENTITIES], 2, entity)) && (!tone || label(row) === tone) && (!words || row[TEXT].toLowerCase().includes(words)));
      const sorted = hits.slice().sort(orders[fields.order.value]);
      const groups = topic < 0 ? sorted.map(row => [row]) : threads(sorted, topic);
      start = Math.min(start, Math.max(0, groups.length - 1));
      start -= start % MOST;
      const shown = [];
      let held = 0;
      for (const group of groups.slice(start)) {
        if (shown.length > 0 && held + group.length > MOST) break;
        held += group.length;
        shown.push(group);
      }
      $("rows").replaceChildren(...shown.map(line));
      const all = data.rows.length === data.total ? "" : ` in this file, of ${counted(data.total)} in the table`;
      const threaded = groups.length === hits.length ? "" : `, in ${counted(groups.length)} passages`;
      $("count").textContent = `${counted(held)} of ${counted(hits.length)} sentences${threaded}${place < 0 ? "" : ` of ${data.documents[place][0]}`}${all}`;
      $("back").disabled = start === 0;
      $("forth").disabled = start + shown.length >= groups.length;
    };
    const changed = () => { start = 0; show(); };
    for (const name of ["speaker", "topic", "entity", "tone", "order"]) fields[name].addEventListener("change", changed);
    fields.text.addEventListener("input", changed);
    $("filter").addEventListener("submit", event => event.preventDefault());
    const clear = () => { place = -1; for (const field of Object.values(fields)) field.value = ""; fields.order.value = "strongest"; };
    $("clear").addEventListener("click", () => { clear(); changed(); });
    $("back").addEventListener("click", () => { start = Math.max(0, start - MOST); show(); });
    $("forth").addEventListener("click", () => { start += MOST; show(); });
    const places = { speaker: data.speakers, topic: data.topics.map(([id]) => id), entity: data.entities };
    island.filter = wanted => {
      clear();
      for (const [name, value] of wanted) {
        if (name === "document") {
          place = data.documents.findIndex(([, , id]) => id === value);
        } else if (places[name]) {
          const at = places[name].indexOf(value);
          if (at >= 0) fields[name].value = at;
        } else if (fields[name]) fields[name].value = value;
      }
      if (!fields.order.value) fields.order.value = "strongest";
      changed();
      $("sentences").scrollIntoView();
      $("count").focus();
    };
  }

  // links: #speaker=…&topic=… leads to sentences, #contrast-7 to a pair
  const follow = () => {
    const hash = location.hash.slice(1);
    if (hash.startsWith("contrast-")) {
      for (const table of document.querySelectorAll("table.sortable")) if (table.reveal(hash)) break;
      const shown = pair && pair.reveal && pair.reveal(hash.slice("contrast-".length));
      const row = $(hash);
      if (shown) $("pairs").scrollIntoView();
      else if (row) row.scrollIntoView({ block: "center" });
    } else if (hash.includes("=") && island) island.filter(new URLSearchParams(hash.replaceAll("+", "%2B")));
  };
  addEventListener("hashchange", follow);
  // a link that is followed once more leads there once more
  addEventListener("click", event => {
    const link = event.target.closest("a[href^='#']");
    if (link && link.getAttribute("href") === location.hash) follow();
  });
  follow();
})();
