// Draws rates with their intervals: panels of rows, in each row a line for each word. An element of
// SVG that needs no style sheet, so that what is downloaded is what is seen.
const wordChart = ({ panels, words, width, title }) => {
  const INK = "#262626";
  const MUTED = "#595959";
  const SHAPES = [
    "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0Z",
    "M-3.6-3.6h7.2v7.2h-7.2Z",
    "M0-4.8L4.6 3.4h-9.2Z",
    "M0-5.2L4.4 0L0 5.2L-4.4 0Z",
    "M0 4.8L4.6-3.4h-9.2Z",
    "M-1.6-4.6h3.2v3h3v3.2h-3v3h-3.2v-3h-3v-3.2h3Z",
  ];
  const [LINE, GAP, TITLE, AXIS] = [19, 11, 30, 34];
  const narrow = width < 540;
  const make = (name, attributes, parent) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    parent?.append(made);
    return made;
  };
  const write = (text, attributes, parent) => {
    const made = make("text", { fill: INK, "font-size": 12, ...attributes }, parent);
    made.textContent = text;
    return made;
  };
  // Chinese characters are as wide as the type is high, others about 0.6 of it
  const room = (text, size = 12) =>
    [...text].reduce((sum, letter) => sum + (letter > "⺀" ? 1 : 0.6) * size, 0);

  const labels = panels.flatMap(({ rows }) => rows.map(({ label }) => room(label, 12.5)));
  const values = panels.flatMap(({ rows }) => rows.flatMap((row) => row.values));
  const left = narrow ? 8 : Math.min(Math.max(...labels) + 16, width * 0.4);
  const right = Math.min(Math.max(...values.map(({ text }) => room(text))) + 18, width * 0.5);
  const svg = make("svg", { xmlns: "http://www.w3.org/2000/svg", role: "img", "aria-label": title });
  svg.setAttribute("font-family", '"Noto Sans SC", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif');
  const ground = make("rect", { width, fill: "#fff" }, svg);

  let y = 0;
  for (const { heading, axis, rows } of panels) {
    write(heading, { x: narrow ? 4 : left, y: y + 19, "font-weight": 600, "font-size": 13 }, svg);
    y += TITLE;
    const grid = make("g", { stroke: "#d9d9d9" }, svg);
    const top = y;
    const numbers = rows.flatMap((row) => row.values.flatMap(({ per1000, high }) => [per1000, high]));
    const most = Math.max(...numbers.filter(Number.isFinite), 1e-9);
    const rough = most / (narrow ? 3 : 5);
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].map((x) => x * power).find((x) => x >= rough * 0.999);
    const end = Math.ceil(most / step - 1e-9) * step;
    const x = (number) => left + (number / end) * (width - left - right);

    for (const { label, colours: [fill, stroke], values } of rows) {
      if (narrow) {
        write(label, { x: 4, y: y + 13, fill: MUTED }, svg);
        y += 17;
      } else {
        const middle = y + (values.length * LINE) / 2 + 4;
        write(label, { x: left - 12, y: middle, "text-anchor": "end", "font-size": 12.5 }, svg);
      }
      values.forEach(({ per1000, low, high, text }, place) => {
        const middle = y + place * LINE + LINE / 2;
        const shape = SHAPES[words.indexOf(values[place].word)];
        if (Number.isNaN(per1000)) {
          write(text, { x: left + 8, y: middle + 4, fill: MUTED }, svg);
          return;
        }
        const sure = Number.isFinite(low);
        if (sure) {
          make("path", { d: `M${x(low)} ${middle}H${x(high)}`, stroke, "stroke-width": 2 }, svg);
        }
        make("path", {
          d: shape,
          transform: `translate(${x(per1000)} ${middle})`,
          fill: sure ? fill : "#fff",
          stroke,
          "stroke-width": 1.5,
        }, svg);
        write(text, { x: x(sure ? high : per1000) + 9, y: middle + 4 }, svg);
      });
      y += values.length * LINE + GAP;
    }
    for (let i = 0; i * step <= end + step / 2; i++) {
      const number = Number((i * step).toPrecision(6));
      make("path", { d: `M${x(i * step)} ${top - 4}V${y - GAP / 2}` }, grid);
      const anchor = i === 0 && narrow ? "start" : "middle";
      write(number, { x: x(i * step), y: y + 9, fill: MUTED, "text-anchor": anchor, "font-size": 11 }, svg);
    }
    write(axis, { x: narrow ? 4 : left, y: y + 25, fill: MUTED, "font-size": 11 }, svg);
    y += AXIS + 8;
  }
  ground.setAttribute("height", y);
  for (const [key, value] of Object.entries({ width, height: y, viewBox: `0 0 ${width} ${y}` })) {
    svg.setAttribute(key, value);
  }
  return svg;
};
