import type { Dataset } from '../bag/dataset.js';
import { html, type Markup } from './html.js';

const WIDTH = 200;
/** So that a single day can still be seen. */
const BAR_MIN = 3;

/** Draws when each data set arose, all on one axis; nothing for those without dates. */
export class TimeBars {
  private readonly start: number;
  private readonly span: number;

  constructor(datasets: readonly Dataset[]) {
    const ranges = datasets.flatMap(({ timeRange }) => (timeRange ? [timeRange] : []));
    this.start = Math.min(...ranges.map(({ from }) => Date.parse(from)));
    this.span = Math.max(...ranges.map(({ to }) => Date.parse(to))) - this.start;
  }

  bar({ timeRange }: Dataset): Markup {
    if (!timeRange) return html``;
    const from = this.place(timeRange.from);
    const width = Math.max(BAR_MIN, this.place(timeRange.to) - from);
    const x = Math.min(from, WIDTH - width).toFixed(1);
    return html`<svg
      class="span"
      viewBox="0 0 ${WIDTH} 14"
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <rect class="axis" y="6.5" width="${WIDTH}" height="1" />
      <rect class="bar" x="${x}" y="3" width="${width.toFixed(1)}" height="8" rx="2" />
    </svg>`;
  }

  private place(at: string): number {
    return this.span > 0 ? ((Date.parse(at) - this.start) / this.span) * WIDTH : 0;
  }
}
