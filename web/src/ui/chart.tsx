import * as Plot from '@observablehq/plot';
import { useEffect, useRef, useState } from 'preact/hooks';

export interface ChartProps {
  /** What the chart shows, for who cannot see it. */
  label: string;
  /** As Observable Plot takes them; made for a width in pixels.  Keep the function's identity while nothing changes. */
  options(width: number): Plot.PlotOptions;
}

/** A chart as wide as its place, in the page's colours. */
export function Chart({ label, options }: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = place.current as HTMLDivElement;
    const observer = new ResizeObserver(([entry]) => {
      setWidth(Math.floor((entry as ResizeObserverEntry).contentRect.width));
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    if (width === 0) return;
    const chart = Plot.plot({ width, style: { background: 'none' }, ...options(width) });
    // Plot labels its marks by their kind, "dot", "line": the chart's label says more.
    chart.setAttribute('aria-hidden', 'true');
    place.current?.replaceChildren(chart);
  }, [width, options]);
  return <div class="chart" role="img" aria-label={label} ref={place} />;
}
