"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const summary = data.summary;
  const rowsOfPage = 25;
  const rowsOfPrint = 100;

  const byId = id => document.getElementById(id);
  const number = new Intl.NumberFormat("en-US");
  const compact = new Intl.NumberFormat("en-US", { notation: "compact", maximumFractionDigits: 1 });
  const names = {
    viral: "viral", nonviral: "non-viral", ambiguous: "ambiguous", uncalled: "no call",
    high_confidence: "high", moderate_confidence: "moderate", low_confidence: "low", review: "review",
  };
  const calls = ["viral", "ambiguous", "nonviral", "uncalled"];
  const tiers = ["high_confidence", "moderate_confidence", "low_confidence", "review"];

  // ---- Elements ----

  function fill(node, attributes, children) {
    for (const [name, value] of Object.entries(attributes ?? {})) {
      if (value !== undefined && value !== null) node.setAttribute(name, value);
    }
    node.append(...children.flat().filter(child => child !== undefined && child !== null));
    return node;
  }

  const el = (name, attributes, ...children) => fill(document.createElement(name), attributes, children);
  const svg = (name, attributes, ...children) =>
    fill(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
  const count = (n, one, many) => `${number.format(n)} ${n === 1 ? one : many ?? one + "s"}`;
  const percent = share => `${(100 * share).toFixed(share > 0 && share < 0.1 ? 1 : 0)} %`;

  function duration(seconds) {
    if (seconds < 60) return `${seconds.toFixed(seconds < 10 ? 2 : 1)} s`;
    const minutes = Math.round(seconds / 60);
    return minutes < 60
      ? `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`
      : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  }

  function bases(bp) {
    if (bp < 1000) return `${number.format(bp)} bp`;
    const [unit, size] = bp < 1e6 ? ["kb", 1e3] : bp < 1e9 ? ["Mb", 1e6] : ["Gb", 1e9];
    return `${number.format(Number((bp / size).toPrecision(3)))} ${unit}`;
  }

  function table(node, head, rows) {
    node.replaceChildren(
      el("thead", null, el("tr", null, head.map((text, i) => el("th", { scope: "col", class: i ? "number" : null }, text)))),
      el("tbody", null, rows.map(([first, ...cells]) => el("tr", null,
        first instanceof Node ? first : el("th", { scope: "row" }, first),
        cells.map(cell => el("td", { class: cell === "0" ? "number zero" : "number" }, cell))))));
  }

  function list(node, entries) {
    node.replaceChildren(...entries.filter(([, value]) => value).flatMap(([term, value]) =>
      [el("dt", null, term), el("dd", null, value)]));
  }

  // ---- Tooltip ----

  const tip = byId("tip");

  function showTip(text, x, y) {
    tip.textContent = text;
    tip.hidden = false;
    const box = tip.getBoundingClientRect();
    const below = y + 18 + box.height < window.innerHeight;
    tip.style.left = `${Math.max(4, Math.min(x + 12, window.innerWidth - box.width - 4))}px`;
    tip.style.top = `${below ? y + 18 : y - box.height - 10}px`;
  }

  const hideTip = () => { tip.hidden = true; };
  document.addEventListener("scroll", hideTip, { passive: true });
  document.addEventListener("keydown", event => { if (event.key === "Escape") hideTip(); });

  // Marks the part of a picture under the pointer and tells of it. find: x -> { from, to, text } or nothing.
  function explain(picture, height, find) {
    const cursor = svg("rect", { class: "cursor", y: 0, height, width: 0 });
    picture.append(cursor);
    const mark = part => {
      cursor.setAttribute("x", part ? part.from : 0);
      cursor.setAttribute("width", part ? Math.max(1, part.to - part.from) : 0);
    };
    const point = event => {
      const part = find(event.clientX - picture.getBoundingClientRect().left);
      mark(part);
      if (part) showTip(part.text, event.clientX, event.clientY); else hideTip();
    };
    picture.addEventListener("pointermove", point);
    picture.addEventListener("pointerdown", point);
    picture.addEventListener("pointerleave", () => { mark(); hideTip(); });
    return mark;
  }

  // ---- Head ----

  function head() {
    const counts = summary.counts;
    byId("stamp").textContent = summary.run.written.replace("T", " ").replace("Z", " UTC");
    byId("lede").textContent = [
      summary.inputs.map(path => path.split(/[\\/]/).pop()).join(", "),
      `${count(counts.sequences, "sequence")} of ${bases(counts.bases)}`,
      `${count(counts.chunks, "chunk")} of up to ${summary.parameters.chunk_length_bp} bp`,
      `${count(counts.frames, "reading frame")}`,
      `${duration(summary.run.wall_seconds)} on ${summary.compute.devices.join(", ")} (${summary.compute.precision})`,
    ].join(" · ");
    byId("warnings").replaceChildren(...summary.warnings.map(text => el("li", null, text)));
  }

  function callsSection() {
    const groups = calls.flatMap(call => call === "uncalled"
      ? [{ call, tier: 0, n: summary.calls.uncalled }]
      : tiers.map((tier, i) => ({ call, tier: i + 1, n: summary.calls[call][tier] })));
    const total = groups.reduce((sum, group) => sum + group.n, 0);
    const bar = byId("calls-bar");
    bar.setAttribute("aria-label", calls.map(call =>
      `${names[call]}: ${number.format(call === "uncalled" ? summary.calls.uncalled : summary.calls[call].total)}`).join(", "));
    bar.replaceChildren(...groups.filter(group => group.n > 0).map(group => {
      // The ambiguous and the uncalled have one tier, which needs no shade.
      const shade = group.call === "viral" || group.call === "nonviral" ? ` tier-${group.tier}` : "";
      const part = el("span", { class: group.call + shade, style: `flex: ${group.n} 1 0` });
      const text = `${names[group.call]}${group.tier ? `, ${names[tiers[group.tier - 1]]}${group.tier < 4 ? " confidence" : ""}` : ""}\n`
        + `${count(group.n, "sequence")}, ${percent(group.n / total)}`;
      part.addEventListener("pointermove", event => showTip(text, event.clientX, event.clientY));
      part.addEventListener("pointerleave", hideTip);
      return part;
    }));
    table(byId("calls-table"), ["Call", "total", "high", "moderate", "low", "review"], calls.map(call => {
      const name = el("th", { scope: "row" }, el("span", { class: `swatch ${call}` }, names[call]));
      return call === "uncalled"
        ? [name, number.format(summary.calls.uncalled), "", "", "", ""]
        : [name, number.format(summary.calls[call].total), ...tiers.map(tier => number.format(summary.calls[call][tier]))];
    }));
  }

  // ---- Charts ----

  const margin = { left: 46, right: 6, top: 8, bottom: 38 };

  function niceStep(span, steps) {
    const raw = span / steps;
    const power = 10 ** Math.floor(Math.log10(raw));
    return [1, 2, 5, 10].map(factor => factor * power).find(step => step >= raw);
  }

  const wholeStep = top => Math.max(niceStep(top, 4), 1);

  // Draws columns of stacked parts: [{ from, to, parts: [[class, value]...], text }], from and to in 0..1 of the width.
  function columns(host, label, items, top, step, yText, ticks, axisText) {
    const draw = () => {
      const width = host.clientWidth;
      const height = host.clientHeight;
      const inner = { width: width - margin.left - margin.right, height: height - margin.top - margin.bottom };
      const x = share => margin.left + share * inner.width;
      const y = value => margin.top + inner.height * (1 - value / top);
      const picture = svg("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label });
      for (let value = 0; value <= top * 1.0001; value += step) {
        const line = Math.round(y(value)) + 0.5;
        picture.append(
          svg("line", { class: value === 0 ? "axis" : "grid", x1: margin.left, x2: width - margin.right, y1: line, y2: line }),
          svg("text", { x: margin.left - 8, y: line + 4, "text-anchor": "end" }, yText(value)));
      }
      const gap = inner.width * (items[0].to - items[0].from) > 4 ? 1 : 0;
      for (const item of items) {
        let floor = 0;
        for (const [kind, value] of item.parts) {
          if (value > 0) {
            // A single sequence among many thousands must still be seen.
            const pixels = Math.max(1.5, y(floor) - y(floor + value));
            picture.append(svg("rect", {
              class: kind, x: x(item.from), width: Math.max(0.5, x(item.to) - x(item.from) - gap), y: y(floor) - pixels, height: pixels,
            }));
            floor += value;
          }
        }
      }
      let lastEnd = -Infinity;
      for (const [share, text, always] of ticks) {
        const half = text.length * 3.4;
        if (x(share) - half < lastEnd + 6 && !always) continue;
        lastEnd = x(share) + half;
        picture.append(
          svg("line", { class: "axis", x1: x(share), x2: x(share), y1: height - margin.bottom, y2: height - margin.bottom + 4 }),
          svg("text", { x: Math.min(x(share), width - margin.right - half), y: height - margin.bottom + 17, "text-anchor": "middle" }, text));
      }
      picture.append(svg("text", { x: margin.left + inner.width / 2, y: height - 4, "text-anchor": "middle" }, axisText));
      explain(picture, height - margin.bottom, px => {
        const item = items.find(candidate => px >= x(candidate.from) && px < x(candidate.to));
        return item && { from: x(item.from), to: x(item.to), text: item.text };
      });
      host.replaceChildren(picture);
    };
    return draw;
  }

  function scoresChart() {
    const { viral, others } = data.scores;
    const bins = viral.length;
    const total = [...viral, ...others].reduce((sum, n) => sum + n, 0);
    const figure = byId("scores");
    byId("scores-text").textContent = `Virus score (max_score_1) of ${count(total, "chunk")}.`;
    const items = viral.map((n, i) => ({
      from: i / bins, to: (i + 1) / bins, parts: [["viral", n], ["other", others[i]]],
      text: `virus score ${(i / bins).toFixed(2)} to ${((i + 1) / bins).toFixed(2)}\n${count(n, "viral chunk")}, ${number.format(others[i])} other`,
    }));
    const top = Math.max(1, ...viral.map((n, i) => n + others[i]));
    table(figure.querySelector("table"), ["Virus score", "viral", "other"], items.map((item, i) =>
      [`${item.from.toFixed(2)}–${item.to.toFixed(2)}`, number.format(viral[i]), number.format(others[i])]));
    return columns(
      figure.querySelector(".plot"), `Histogram of the virus score of ${number.format(total)} chunks; the numbers follow`, items, top, wholeStep(top),
      value => compact.format(value), [0, 0.2, 0.4, 0.6, 0.8, 1].map(share => [share, share.toFixed(1)]), "virus score");
  }

  function lengthsChart() {
    const figure = byId("lengths");
    const host = figure.querySelector(".plot");
    const bins = data.lengths;
    byId("lengths-text").textContent = "Sequences by their length, on a logarithmic scale.";
    const present = calls.filter((_, i) => bins.some(bin => bin[2 + i] > 0));
    figure.querySelector(".legend").replaceChildren(...present.map(call => el("li", { class: call }, names[call])));
    table(figure.querySelector("table"), ["Length (bp)", ...calls.map(call => names[call])], bins.map(([from, to, ...n]) =>
      [`${number.format(Math.ceil(from))}–${number.format(Math.ceil(to) - 1)}`, ...n.map(value => number.format(value))]));
    if (bins.length === 0) return () => {};
    // A few bins alone would be broad slabs: some room to both sides.
    const room = Math.max(1, Math.ceil((12 - bins.length) / 2));
    const left = Math.log10(bins[0][0]) - room / 10;
    const right = Math.log10(bins[bins.length - 1][1]) + room / 10;
    const share = bp => (Math.log10(bp) - left) / (right - left);
    const ticks = [];
    for (let decade = Math.floor(left); decade <= right; decade++) {
      for (const digit of [1, 2, 5]) {
        const bp = digit * 10 ** decade;
        if (bp >= 1 && share(bp) >= 0 && share(bp) <= 1) ticks.push([share(bp), bases(bp)]);
      }
    }
    const drawAs = relative => {
      const items = bins.map(([from, to, ...n]) => {
        const sum = n.reduce((a, b) => a + b, 0);
        return {
          from: share(from), to: share(to),
          parts: n.map((value, i) => [calls[i], relative ? value / (sum || 1) : value]),
          text: `${number.format(Math.ceil(from))} to ${number.format(Math.ceil(to) - 1)} bp\n`
            + (calls.filter((_, i) => n[i] > 0).map(call => `${names[call]}: ${number.format(n[calls.indexOf(call)])}`).join("\n") || "no sequence"),
        };
      });
      const top = relative ? 1 : Math.max(1, ...bins.map(bin => bin.slice(2).reduce((a, b) => a + b, 0)));
      return columns(
        host, "Calls by length; the numbers follow", items, top, relative ? 0.25 : wholeStep(top),
        relative ? value => `${Math.round(100 * value)} %` : value => compact.format(value), ticks, "length");
    };
    let draw = drawAs(false);
    for (const input of figure.querySelectorAll("input")) {
      input.addEventListener("change", () => { draw = drawAs(input.value === "share"); draw(); });
    }
    return () => draw();
  }

  // ---- Tracks ----

  const tracks = new Map();

  // The chunks of a sequence, or stretches of chunks.
  function trackOf(sequence) {
    if (!tracks.has(sequence)) {
      const each = sequence.per_point;
      const stride = each > 1 ? 5 : 4;
      const points = [];
      let start = 0;
      for (let i = 0; i < sequence.track.length; i += stride) {
        start += sequence.track[i];
        const first = each * points.length + 1;
        const last = Math.min(first + each - 1, sequence.chunks);
        const isScored = sequence.track[i + 1] >= 0;
        points.push({
          first, last, start,
          others: sequence.track[i + 1] / data.score_scale, virus: sequence.track[i + 2] / data.score_scale,
          scored: each > 1 ? sequence.track[i + 3] : isScored ? 1 : 0, viral: sequence.track[i + stride - 1],
        });
      }
      // Chunks overlap; in the picture each ends where the next begins.
      points.forEach((point, i) => {
        point.next = i + 1 < points.length ? points[i + 1].start : sequence.length;
        point.end = each > 1 ? point.next : Math.min(point.start + sequence.chunk_length, sequence.length);
      });
      tracks.set(sequence, points);
    }
    return tracks.get(sequence);
  }

  function describe(sequence, point) {
    const single = point.first === point.last;
    const place = single
      ? `chunk ${number.format(point.first)} of ${number.format(sequence.chunks)}`
      : `chunks ${number.format(point.first)}–${number.format(point.last)} of ${number.format(sequence.chunks)}`;
    const where = `bases ${number.format(point.start + 1)}–${number.format(point.end)}`;
    if (point.scored === 0) return `${place}\n${where}\nno score: no reading frame is free of stop codons`;
    const call = single ? (point.viral ? "viral" : "other") : `${point.viral} of ${point.scored} viral`;
    return `${place}: ${call}\n${where}\n${single ? "" : "mean "}virus ${point.virus.toFixed(3)}, others ${point.others.toFixed(3)}`;
  }

  // Columns from the middle: upward where virus scores above others, downward where it is below, as far as they differ.
  // The few of a short sequence stay narrow and leave room.
  function drawTrack(sequence, width, height, left, bottom, broadest) {
    const points = trackOf(sequence);
    const inner = Math.min(width - left, points.length * broadest);
    const middle = (height - bottom) / 2;
    const x = position => left + position / sequence.length * inner;
    const paths = { viral: "", other: "", none: "" };
    for (const point of points) {
      const from = x(point.start);
      const room = x(point.next) - from;
      const breadth = Math.max(0.6, room > 3 ? room - 1 : room);
      if (point.scored === 0) {
        paths.none += `M${from.toFixed(2)} ${middle - 1}h${breadth.toFixed(2)}v2h${(-breadth).toFixed(2)}z`;
      } else {
        const delta = point.virus - point.others;
        const rise = Math.sign(delta || 1) * Math.max(1.5, Math.abs(delta) * (middle - 1));
        paths[point.viral * 2 >= point.scored ? "viral" : "other"] +=
          `M${from.toFixed(2)} ${middle}v${(-rise).toFixed(2)}h${breadth.toFixed(2)}v${rise.toFixed(2)}z`;
      }
    }
    const picture = svg("svg", { width, height, viewBox: `0 0 ${width} ${height}` },
      svg("line", { class: "grid", x1: left, x2: left + inner, y1: middle, y2: middle }),
      ["other", "viral", "none"].map(kind => svg("path", { class: kind, d: paths[kind] })));
    const part = point => ({ from: x(point.start), to: x(point.next), text: describe(sequence, point) });
    const mark = explain(picture, height - bottom, px => {
      const position = (px - left) / inner * sequence.length;
      const point = position > sequence.length ? undefined : points.findLast(candidate => candidate.start <= position);
      return point && part(point);
    });
    return { picture, points, part, mark, x, end: left + inner };
  }

  function rowTrack(sequence, width) {
    const { picture } = drawTrack(sequence, width, 34, 0, 0, 16);
    picture.setAttribute("role", "img");
    picture.setAttribute("aria-label", `${sequence.viral_chunks} of ${sequence.chunks} chunks viral`);
    return picture;
  }

  function largeTrack(sequence, width) {
    const height = 190;
    const bottom = 24;
    const left = 78;
    const { picture, points, part, mark, x, end } = drawTrack(sequence, width, height, left, bottom, 60);
    const middle = (height - bottom) / 2;
    [["virus +1", 0, 10], ["0", middle, 4], ["others −1", 2 * middle, 0]].forEach(([text, y, down]) => picture.append(
      svg("line", { class: "grid", x1: left, x2: end, y1: y + 0.5, y2: y + 0.5 }),
      svg("text", { x: left - 8, y: y + down, "text-anchor": "end" }, text)));
    const step = Math.max(1, niceStep(sequence.length, Math.max(1, (end - left) / 110)));
    for (let bp = 0; bp <= sequence.length; bp += step) {
      picture.append(
        svg("line", { class: "axis", x1: x(bp), x2: x(bp), y1: 2 * middle, y2: 2 * middle + 4 }),
        svg("text", { x: x(bp), y: height - 4, "text-anchor": bp === 0 ? "start" : x(bp) > width - 26 ? "end" : "middle" }, bp === 0 ? "0" : bases(bp)));
    }
    fill(picture, {
      tabindex: 0, role: "slider", "aria-label": `Chunks of ${sequence.id}; the arrow keys go from one to the next`,
      "aria-valuemin": 1, "aria-valuemax": points.length, "aria-valuenow": 1, "aria-valuetext": describe(sequence, points[0]),
    }, []);
    let current = 0;
    picture.addEventListener("keydown", event => {
      const moves = { ArrowRight: current + 1, ArrowUp: current + 1, ArrowLeft: current - 1, ArrowDown: current - 1, Home: 0, End: points.length - 1 };
      if (!(event.key in moves)) return;
      event.preventDefault();
      current = Math.max(0, Math.min(points.length - 1, moves[event.key]));
      const { from, to, text } = part(points[current]);
      picture.setAttribute("aria-valuenow", current + 1);
      picture.setAttribute("aria-valuetext", text);
      mark({ from, to });
      const box = picture.getBoundingClientRect();
      showTip(text, box.left + to, box.top + middle);
    });
    picture.addEventListener("blur", () => { mark(); hideTip(); });
    return picture;
  }

  // ---- Table of sequences ----

  const natural = new Intl.Collator("en", { numeric: true });
  const rank = (order, value) => value === undefined ? undefined : order.length - order.indexOf(value);

  // The surest viral ones above, the surest non-viral ones below.
  function callRank({ call, tier, delta }) {
    if (call === undefined) return undefined;
    const sureness = rank(tiers, tier) * 2;
    return call === "viral" ? 10 + sureness + delta : call === "nonviral" ? -10 - sureness + delta : delta;
  }

  const fields = [
    { key: "id", title: "Sequence", value: sequence => sequence.id, ascending: true },
    { key: "length", title: "Length (bp)", value: sequence => sequence.length, number: true },
    { key: "call", title: "Call", value: callRank },
    { key: "tier", title: "Confidence", value: sequence => rank(tiers, sequence.tier) },
    { key: "delta", title: "Weighted delta", value: sequence => sequence.delta, number: true },
    { key: "chunks", title: "Chunks", value: sequence => sequence.chunks, number: true },
  ];
  const state = { field: fields[2], ascending: false, query: "", call: "all", page: 0, rows: rowsOfPage, open: new Set() };

  function shown() {
    const query = state.query.trim().toLowerCase();
    const { value } = state.field;
    const sign = state.ascending ? 1 : -1;
    return data.sequences
      .filter(sequence => (state.call === "all" || (sequence.call ?? "uncalled") === state.call)
        && (query === "" || sequence.id.toLowerCase().includes(query)))
      .sort((a, b) => {
        const [left, right] = [value(a), value(b)];
        // What has no value comes last, whichever way.
        if (left === undefined || right === undefined) return (left === undefined) - (right === undefined) || a.record - b.record;
        const order = typeof left === "string" ? natural.compare(left, right) : left - right;
        return sign * order || a.record - b.record;
      });
  }

  function deltaCell(sequence) {
    if (sequence.delta === undefined) return ["–"];
    const half = Math.abs(sequence.delta) * 50;
    const side = sequence.delta < 0 ? `right: 50%` : `left: 50%`;
    return [
      el("span", { class: "deltabar", "aria-hidden": "true" }, el("i", { class: sequence.delta < 0 ? "other" : "viral", style: `${side}; width: ${half}%` })),
      sequence.delta.toFixed(3).replace("-", "−"),
    ];
  }

  function row(sequence, index) {
    const isOpen = state.open.has(sequence);
    const name = el("button", { type: "button", class: "name", "aria-expanded": isOpen, "aria-controls": `detail-${index}` },
      el("span", null, sequence.id.split(/(?<=[_|.:\/-])/).flatMap(part => [part, el("wbr")])));
    const cell = (kind, attributes, ...children) => el("td", { role: "cell", class: kind, ...attributes }, ...children);
    const line = el("tr", { role: "row", class: isOpen ? "open" : null },
      cell("id", null, name),
      cell("length number", null, number.format(sequence.length)),
      cell("call", null, el("span", { class: `swatch ${sequence.call ?? "uncalled"}` }, names[sequence.call ?? "uncalled"])),
      cell("tier", null, sequence.tier ? names[sequence.tier] : "–"),
      cell("delta number", null, deltaCell(sequence)),
      cell("chunks number", { "data-unit": sequence.chunks === 1 ? "chunk" : "chunks" }, number.format(sequence.chunks)),
      cell("track"));
    name.addEventListener("click", () => {
      if (!state.open.delete(sequence)) state.open.add(sequence);
      render();
      document.querySelectorAll("#table .name")[index].focus({ preventScroll: true });
    });
    return isOpen ? [line, detail(sequence, index)] : [line];
  }

  function detail(sequence, index) {
    const facts = el("dl");
    const [viral, nonviral, ambiguous] = sequence.confident ?? [0, 0, 0];
    list(facts, [
      ["Record", number.format(sequence.record)],
      ["Chunks", `${number.format(sequence.chunks)}, ${number.format(sequence.viral_chunks)} of them viral`
        + (sequence.per_point > 1 ? `; a column stands for ${sequence.per_point}` : "")],
      ["Of the scored chunks", sequence.confident
        && `${number.format(viral)} surely viral, ${number.format(nonviral)} surely not, ${number.format(ambiguous)} with both scores high`],
    ]);
    return el("tr", { class: "detail", role: "row", id: `detail-${index}` },
      el("td", { role: "cell", colspan: fields.length + 1 }, el("div", { class: "track" }), facts));
  }

  function drawTracks(sequences) {
    const cells = [...document.querySelectorAll("#table td.track")];
    const widths = cells.map(cell => cell.clientWidth);
    cells.forEach((cell, i) => cell.replaceChildren(rowTrack(sequences[i], widths[i])));
    const open = sequences.filter(sequence => state.open.has(sequence));
    document.querySelectorAll("#table .detail .track").forEach((host, i) => {
      host.replaceChildren();
      host.replaceChildren(largeTrack(open[i], host.clientWidth));
    });
  }

  let visible = [];

  function render() {
    hideTip();
    const all = shown();
    state.page = Math.max(0, Math.min(state.page, Math.ceil(all.length / state.rows) - 1));
    const first = state.page * state.rows;
    visible = all.slice(first, first + state.rows);
    const body = document.querySelector("#table tbody");
    body.replaceChildren(...(visible.length > 0
      ? visible.flatMap(row)
      : [el("tr", { role: "row" }, el("td", { role: "cell", colspan: fields.length + 1, class: "nothing" }, "No sequence fits."))]));
    drawTracks(visible);
    for (const head of document.querySelectorAll("#table th[data-key]")) {
      if (head.dataset.key === state.field.key) head.setAttribute("aria-sort", state.ascending ? "ascending" : "descending");
      else head.removeAttribute("aria-sort");
    }
    byId("sort").value = `${state.field.key} ${state.ascending ? "up" : "down"}`;
    byId("status").textContent = visible.length === 0 ? "0 sequences"
      : `${number.format(first + 1)}–${number.format(first + visible.length)} of ${count(all.length, "sequence")}`;
    byId("previous").disabled = state.page === 0;
    byId("next").disabled = first + visible.length >= all.length;
  }

  function change(values) {
    Object.assign(state, { page: 0 }, values);
    render();
  }

  function sequencesSection() {
    const { selection } = data;
    const listed = data.sequences.length;
    byId("selection").textContent = (selection.sample_every === 1
      ? "Each column of a track is a chunk"
      : `Of ${number.format(selection.of)} sequences these ${number.format(listed)} are listed: the ${number.format(selection.most_viral)} surest viral ones (by confidence, then by weighted delta), `
        + `the ${number.format(selection.longest)} longest, and every ${number.format(selection.sample_every)}th of the input. All counts above are over all. Each column of a track is a chunk`)
      + ": up where its virus score is above the other one, down where it is below, as far as they differ.";
    document.querySelector("#table thead tr").replaceChildren(
      ...fields.map(field => {
        const button = el("button", { type: "button" }, field.title);
        button.addEventListener("click", () => change({
          field, ascending: state.field === field ? !state.ascending : Boolean(field.ascending),
        }));
        return el("th", { scope: "col", role: "columnheader", "data-key": field.key, class: `${field.key}${field.number ? " number" : ""}` }, button);
      }),
      el("th", { scope: "col", role: "columnheader", class: "track" }, "Chunks along the sequence"));
    const order = byId("sort");
    order.append(...fields.flatMap(field => [false, true].map(ascending => el("option",
      { value: `${field.key} ${ascending ? "up" : "down"}` }, `${field.title}, ${ascending ? "ascending" : "descending"}`))));
    order.addEventListener("change", () => {
      const [key, direction] = order.value.split(" ");
      change({ field: fields.find(field => field.key === key), ascending: direction === "up" });
    });
    const present = calls.filter(call => data.sequences.some(sequence => (sequence.call ?? "uncalled") === call));
    byId("filter").append(...["all", ...present].map(call => {
      const input = el("input", { type: "radio", name: "call", value: call });
      input.checked = call === "all";
      input.addEventListener("change", () => change({ call }));
      return el("label", null, input, el("span", null, call === "all" ? "all" : names[call]));
    }));
    byId("search").addEventListener("input", event => change({ query: event.target.value }));
    byId("previous").addEventListener("click", () => { state.page--; render(); });
    byId("next").addEventListener("click", () => { state.page++; render(); });
    window.addEventListener("beforeprint", () => { change({ rows: rowsOfPrint }); redraw(); });
    window.addEventListener("afterprint", () => { change({ rows: rowsOfPage }); redraw(); });
    // One sequence alone is worth a large picture at once.
    if (listed === 1) state.open.add(data.sequences[0]);
    render();
  }

  // ---- The run ----

  const stageNames = {
    sequence_chunking: "Sequence chunking", six_frame_translation: "Six-frame translation",
    nucleotide_splitting: "Nucleotide tokens", protein_splitting: "Protein tokens",
    dnabert_s_extraction: "DNABERT-S", esm2_extraction: "ESM-2", feature_merging: "Feature merging",
    model_prediction: "Model prediction", consensus_scoring: "Consensus scoring",
  };

  function runSection() {
    const stages = Object.entries(summary.stage_seconds);
    const total = stages.reduce((sum, [, seconds]) => sum + seconds, 0);
    const longest = Math.max(...stages.map(([, seconds]) => seconds), 1e-9);
    byId("time-text").textContent = `${duration(summary.run.wall_seconds)} wall time`
      + (summary.run.sessions.length > 1 ? ` in ${summary.run.sessions.length} sessions` : "")
      + (summary.run.reused_shards > 0 ? "; of shards computed earlier, the seconds of work." : "; each moment counts to the stage that the run waited for.");
    byId("stages").replaceChildren(el("tbody", null, stages.map(([key, seconds]) => el("tr", null,
      el("th", { scope: "row" }, stageNames[key]),
      el("td", { class: "bar", "aria-hidden": "true" }, el("i", { style: `width: ${100 * seconds / longest}%` })),
      el("td", { class: "number" }, duration(seconds)),
      el("td", { class: "number share" }, percent(total > 0 ? seconds / total : 0))))));
    table(byId("throughput"), ["Encoder", "tokens", "tokens/s", "padding"],
      [["DNABERT-S", summary.throughput.dnabert_s], ["ESM-2", summary.throughput.esm2]].map(([name, encoder]) => [
        name, number.format(encoder.tokens), number.format(Math.round(encoder.tokens_per_second)),
        encoder.padding_share === null ? "–" : `${(100 * encoder.padding_share).toFixed(2)} %`,
      ]));
    const { min_chunks, min_viral_proportion, min_nonviral_proportion } = summary.parameters;
    byId("rules").textContent = "The delta of a chunk is its virus score minus its other score. Their mean, in which deltas far from 0 weigh more, makes the call: "
      + "viral above 0.3, non-viral below −0.3, else ambiguous. Beyond ±0.6 the confidence is high, else moderate; it is low where fewer than "
      + `${percent(min_viral_proportion)} (viral) or ${percent(min_nonviral_proportion)} (non-viral) of the chunks are sure, or where the sequence has fewer than ${count(min_chunks, "chunk")}; review where both hold.`;
  }

  function provenanceSection() {
    const { models, program, compute, run } = summary;
    const weights = (fingerprint, parameter) => {
      const hash = summary.results_depend_on[parameter];
      return fingerprint ? el("code", null, fingerprint) : hash ? el("span", null, "not imported; SHA-256 ", el("code", null, `${hash.slice(0, 16)}…`)) : "not imported";
    };
    list(byId("provenance"), [
      ["Input", summary.inputs.join(", ")],
      ["Chunk length", `${summary.parameters.chunk_length_bp} bp`],
      ["Models", summary.demo_models ? "demo models with random weights: the calls have no biological meaning" : null],
      ["DNABERT-S", weights(models.dnabert_s, "DNABERT-S weights")],
      ["ESM-2", weights(models.esm2, "ESM-2 weights")],
      ["Classifier", weights(models.classifier, "classifier")],
      ["Device", `${compute.devices.join(", ")}, ${compute.precision}`],
      ["Versions", `virnucpro ${program.version}, libtorch ${program.libtorch}, .NET ${program.dotnet}, ${program.platform}`],
      ["Started", run.started.replace("T", " ").replace("Z", " UTC")],
      ["Report written", run.written.replace("T", " ").replace("Z", " UTC")],
      ["Peak memory", `${number.format(Math.round(compute.peak_memory_bytes / 1048576))} MiB of the last session`],
    ]);
    list(byId("parameters"), Object.entries(summary.results_depend_on).map(([name, value]) => [name, el("code", null, value)]));
    table(byId("sessions"), ["Started", "shards", "version", "computed on"], run.sessions.map(session =>
      [session.started.replace("T", " ").replace("Z", " UTC"), number.format(session.shards), session.version, session.computed_on]));
  }

  // ---- Start ----

  document.body.append(svg("svg", { width: 0, height: 0, "aria-hidden": "true", style: "position: absolute" },
    svg("defs", null, svg("pattern", { id: "hatch", width: 4, height: 4, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
      svg("line", { class: "hatch-line", x1: 1, x2: 1, y1: 0, y2: 4 })))));
  head();
  callsSection();
  const charts = [scoresChart(), lengthsChart()];
  sequencesSection();
  runSection();
  provenanceSection();

  function redraw() {
    charts.forEach(draw => draw());
    drawTracks(visible);
  }

  let width = 0;
  new ResizeObserver(() => {
    if (document.body.clientWidth !== width) {
      width = document.body.clientWidth;
      redraw();
    }
  }).observe(document.body);
})();
