// Draws the charts when they come into view; on paper every sheet is one page, drawn for its width.
"use strict";
(() => {
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const config = read("settings");
  const root = document.documentElement;
  const charts = [...document.querySelectorAll(".chart")];
  const sheets = [...document.querySelectorAll(".sheet, .cover")];

  const draw = (chart) => {
    if (chart.dataset.drawn) return;
    chart.dataset.drawn = "yes";
    const { data, layout } = read(chart.dataset.figure);
    Plotly.newPlot(chart, data, layout, config);
  };
  const watch = new IntersectionObserver((seen) => seen.filter((each) => each.isIntersecting).forEach((each) => {
    watch.unobserve(each.target);
    draw(each.target);
  }), { rootMargin: "800px" });
  charts.forEach((chart) => watch.observe(chart));

  const chartsTo = (part, change) => part.querySelectorAll(".chart").forEach((chart) => Plotly.relayout(chart, change));
  // What a sheet shows fills its page: drawn narrower and enlarged, or wider and made smaller. What is longer than a page at
  // two fifths of its size goes on overleaf; a chart, or a table that is too wide, becomes smaller still. Words keep their size.
  const fit = (sheet, width, height) => {
    const part = sheet.querySelector(".body");
    if (!part) return;
    const most = part.matches(".list") || part.querySelector(".empty") ? 1 : 1.5;
    const room = height - (sheet.scrollHeight - part.scrollHeight);
    const fits = (size) => {
      part.style.width = `${width / size}px`;
      return part.scrollWidth * size <= width + 2 && (size <= 0.4 || part.scrollHeight * size <= room);
    };
    let [size, over] = [0.3, most];
    if (part.querySelector(".chart")) { // as high at any width
      size = Math.min(most, Math.max(0.3, room / part.scrollHeight));
      chartsTo(part, { autosize: false, width: Math.floor(width / size) });
    } else if (fits(most)) {
      size = most;
    } else {
      for (let tries = 0; tries < 8; tries += 1) {
        const middle = (size + over) / 2;
        if (fits(middle)) size = middle; else over = middle;
      }
    }
    part.style.width = `${width / size}px`;
    part.style.zoom = size;
  };
  const toPaper = (width, height) => {
    if (root.classList.contains("paper")) return;
    root.classList.add("paper");
    root.style.setProperty("--paper", `${width}px`);
    charts.forEach(draw);
    sheets.forEach((sheet) => fit(sheet, width, height));
  };
  const toScreen = () => {
    root.classList.remove("paper");
    document.querySelectorAll(".body").forEach((part) => {
      part.style.zoom = "";
      part.style.width = "";
      chartsTo(part, { autosize: true, width: null });
    });
  };
  // A4 on its side at 96 dots an inch within margins of 12 and 14 mm.
  window.addEventListener("beforeprint", () => toPaper(1030, 685));
  window.addEventListener("afterprint", toScreen);
  window.paperReady = (width, height) => document.fonts.ready.then(() => {
    toPaper(width, height);
    return document.fonts.ready;
  }).then(() => charts.length);
})();
