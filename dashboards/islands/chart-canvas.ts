/** The interactive chart: the same data as the drawing, on a canvas by chart.js, with the server's ticks and labels. */
import type { Chart, ChartConfiguration, ChartDataset, Plugin } from 'chart.js';
import type { IslandData } from '../charts/island-data.ts';

type Points = { x: number; y: number | null }[];
type Line = ChartDataset<'line', Points> & { found?: boolean };

/** Puts the canvas in the drawing's place and keeps it in step with the reader's scheme and with new numbers. */
export async function drawChart(plot: HTMLElement): Promise<void> {
  await import(plot.dataset.library ?? '');
  const library = (globalThis as unknown as { Chart: typeof Chart }).Chart;
  let data = read(plot);
  const canvas = document.createElement('canvas');
  canvas.setAttribute('aria-hidden', 'true');
  const region = document.createElement('p');
  region.className = 'hidden';
  region.setAttribute('role', 'status');
  plot.append(canvas, region);
  plot.setAttribute('role', 'application');
  plot.setAttribute('aria-label', `${data.title}. The left and right arrow keys read its values.`);
  plot.dataset.drawn = '';
  let chart = new library(canvas, configuration(data, plot));
  const redraw = () => {
    chart.destroy();
    chart = new library(canvas, configuration(data, plot));
  };
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
  plot.addEventListener('groundswell:update', (event) => {
    event.preventDefault();
    const fresh = (event as CustomEvent<HTMLElement>).detail;
    const json = fresh.querySelector('script')?.textContent ?? '';
    const own = plot.querySelector('script');
    if (own === null || own.textContent === json) return;
    plot.replaceChildren(...[...fresh.childNodes].map((node) => document.importNode(node, true)), canvas, region);
    data = read(plot);
    redraw();
  });
  let at = -1;
  plot.addEventListener('keydown', (event) => {
    const last = data.starts.length - 1;
    const next = { ArrowLeft: at < 0 ? last : at - 1, ArrowRight: at < 0 ? 0 : at + 1, Home: 0, End: last }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    at = Math.min(Math.max(next, 0), last);
    const x = chart.scales.x?.getPixelForValue(center(data, at)) ?? 0;
    const active = chart.data.datasets.flatMap(({ data: points }, datasetIndex) =>
      (points[at] as { y: number | null } | undefined)?.y == null ? [] : [{ datasetIndex, index: at }],
    );
    chart.setActiveElements(active);
    chart.tooltip?.setActiveElements(active, { x, y: 0 });
    chart.update('none');
    region.textContent = words(data, at);
  });
}

function read(plot: HTMLElement): IslandData {
  return JSON.parse(plot.querySelector('script')?.textContent ?? '') as IslandData;
}

function center(data: IslandData, index: number): number {
  return ((data.starts[index] ?? 0) + (data.ends[index] ?? 0)) / 2;
}

function number(value: number): string {
  return value.toLocaleString('en-GB', { maximumFractionDigits: 2 });
}

/** A bucket as it is read out. */
function words(data: IslandData, index: number): string {
  const drawn = data.series.filter((line) => line.colour !== null);
  const values = drawn.map((line) => {
    const [value, found] = [line.values[index] ?? null, line.sampled[index] ?? null];
    const shown =
      value !== null ? number(value) : found !== null ? `not watched, ${number(found)} found later` : 'not watched';
    return drawn.length === 1 ? `${shown}${value === null ? '' : ` ${data.unit}`}` : `${line.label} ${shown}`;
  });
  return `${data.labels[index]}${soFar(data, index)}: ${values.join(', ')}`;
}

function soFar(data: IslandData, index: number): string {
  return data.partialFrom !== null && (data.starts[index] ?? 0) >= data.partialFrom ? ' (so far)' : '';
}

function configuration(data: IslandData, plot: HTMLElement): ChartConfiguration<'line', Points> {
  const style = getComputedStyle(plot);
  const colour = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const lines = data.series.filter((line) => line.colour !== null);
  const points = (values: (number | null)[]): Points => values.map((y, index) => ({ x: center(data, index), y }));
  const isPart = (index: number) => data.dotted[index] === true;
  const datasets = lines.flatMap((line): Line[] => {
    const own = colour(line.colour ?? 'grey');
    const shared = { label: line.label, borderColor: own, borderWidth: 2, pointRadius: 0, pointHitRadius: 8 };
    const main: Line = {
      ...shared,
      data: points(line.values),
      borderDash: line.dash,
      fill: lines.length === 1 && !data.bars ? { target: 'origin', above: `${own}1f` } : false,
      pointBackgroundColor: own,
      pointHoverRadius: 4,
      segment: { borderDash: (s) => (isPart(s.p0DataIndex) || isPart(s.p1DataIndex) ? [2, 4] : undefined) },
    };
    const bars = {
      type: 'bar',
      backgroundColor: data.dotted.map((part) => (part ? `${own}59` : own)),
      borderWidth: 0,
      barPercentage: 0.88,
      categoryPercentage: 1,
    };
    const found: Line = {
      ...shared,
      data: points(line.sampled),
      found: true,
      showLine: false,
      pointRadius: 3,
      pointBorderWidth: 1.5,
      pointBackgroundColor: colour('card'),
    };
    const drawn = data.bars ? ({ ...main, ...bars, segment: undefined } as unknown as Line) : main;
    return line.sampled.some((value) => value !== null) ? [drawn, found] : [drawn];
  });
  const narrow = plot.clientWidth < 640;
  const ticks = narrow ? data.narrowTicks : data.ticks;
  const names = new Map(ticks.map((tick) => [tick.at, tick.label]));
  const heights = new Map(data.yTicks.map((tick) => [tick.value, tick.label]));
  const font = { family: getComputedStyle(document.body).fontFamily, size: 13 };
  return {
    type: 'line',
    data: { datasets },
    plugins: [ground(data, colour, font)],
    options: {
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      locale: document.documentElement.lang || 'en',
      normalized: true,
      interaction: { mode: 'index', intersect: false },
      layout: { padding: { top: data.notes.length > 0 ? 36 : 8, right: 8 } },
      scales: {
        x: {
          type: 'linear',
          offset: false,
          min: data.starts[0],
          max: data.ends.at(-1),
          grid: { display: false },
          border: { color: colour('muted') },
          ticks: { color: colour('muted'), font, maxRotation: 0, callback: (value) => names.get(Number(value)) ?? '' },
          afterBuildTicks: (axis) => {
            axis.ticks = ticks.map((tick) => ({ value: tick.at }));
          },
        },
        y: {
          min: 0,
          max: data.yTicks.at(-1)?.value,
          grid: { color: colour('rule') },
          border: { display: false },
          ticks: { color: colour('muted'), font, callback: (value) => heights.get(Number(value)) ?? '' },
          afterBuildTicks: (axis) => {
            axis.ticks = data.yTicks.map(({ value }) => ({ value }));
          },
        },
      },
      plugins: {
        legend: { display: false },
        tooltip: {
          backgroundColor: colour('text'),
          titleColor: colour('card'),
          bodyColor: colour('card'),
          titleFont: { ...font, weight: 600 },
          bodyFont: font,
          displayColors: lines.length > 1,
          callbacks: {
            title: ([item]) =>
              item === undefined ? '' : `${data.labels[item.dataIndex]}${soFar(data, item.dataIndex)}`,
            label: (item) =>
              `${lines.length > 1 ? `${item.dataset.label}: ` : ''}${number(item.parsed.y ?? 0)} ${data.unit}${(item.dataset as Line).found ? ' found later' : ''}`,
          },
        },
      },
    },
  };
}

/** What lies under the lines: holes, the running bucket, the usual range and the notes. */
function ground(
  data: IslandData,
  colour: (name: string) => string,
  font: { family: string; size: number },
): Plugin<'line'> {
  return {
    id: 'ground',
    beforeDatasetsDraw: ({ ctx, chartArea: { top, bottom, height }, scales: { x, y } }) => {
      if (x === undefined || y === undefined) return;
      const shade = (
        from: number,
        to: number,
        fill: string | CanvasPattern,
        alpha: number,
        upper = top,
        tall = height,
      ) => {
        ctx.globalAlpha = alpha;
        ctx.fillStyle = fill;
        ctx.fillRect(
          x.getPixelForValue(from),
          upper,
          Math.max(1.5, x.getPixelForValue(to) - x.getPixelForValue(from)),
          tall,
        );
        ctx.globalAlpha = 1;
      };
      const striped = hatch(ctx, colour('muted'));
      for (const hole of data.holes) {
        if (hole.kind === 'unknown') shade(hole.from, hole.to, colour('hole'), 1);
        shade(hole.from, hole.to, striped, 0.5);
      }
      if (data.partialFrom !== null) shade(data.partialFrom, data.ends.at(-1) ?? 0, colour('hole'), 1);
      for (const [index, low] of (data.band?.low ?? []).entries()) {
        const high = data.band?.high[index] ?? null;
        if (low === null || high === null) continue;
        const upper = y.getPixelForValue(high);
        shade(
          data.starts[index] ?? 0,
          data.ends[index] ?? 0,
          colour('muted'),
          0.18,
          upper,
          y.getPixelForValue(low) - upper,
        );
      }
      let before = { at: Number.NEGATIVE_INFINITY, row: 1 };
      for (const note of data.notes) {
        const at = x.getPixelForValue(Math.max(note.at, data.starts[0] ?? 0));
        before = { at, row: at - before.at < 18 && before.row === 0 ? 1 : 0 };
        const sign = top - 10 - before.row * 16;
        ctx.strokeStyle = ctx.fillStyle = colour('text');
        ctx.font = `${font.size}px ${font.family}`;
        ctx.textAlign = 'center';
        ctx.fillText(note.sign, at, sign);
        ctx.setLineDash([2, 3]);
        ctx.beginPath();
        ctx.moveTo(at, sign + 4);
        ctx.lineTo(at, bottom);
        ctx.stroke();
        ctx.setLineDash([]);
      }
    },
  };
}

/** Slanting strokes, as in the drawing. */
function hatch(ctx: CanvasRenderingContext2D, colour: string): CanvasPattern | string {
  const tile = new OffscreenCanvas(10, 10);
  const pen = tile.getContext('2d');
  if (pen === null) return colour;
  pen.strokeStyle = colour;
  for (const shift of [-10, 0, 10]) {
    pen.moveTo(shift - 1, 11);
    pen.lineTo(shift + 11, -1);
  }
  pen.stroke();
  return ctx.createPattern(tile, 'repeat') ?? colour;
}
