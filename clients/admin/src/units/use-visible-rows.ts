import { type RefObject, useEffect, useState } from 'react';

/** Rows that are kept above and below what is seen, so that fast scrolling shows no gaps. */
const SPARE = 12;

/** Which rows of a long table to draw: those in view and a few around. Rows have one height in pixels. */
export function useVisibleRows(
  scroller: RefObject<HTMLElement | null>,
  count: number,
  rowHeight: number,
): { from: number; to: number } {
  const [range, setRange] = useState({ from: 0, to: Math.min(count, 40) });
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const measure = () => {
      const from = Math.max(0, Math.floor(element.scrollTop / rowHeight) - SPARE);
      const to = Math.min(count, Math.ceil((element.scrollTop + element.clientHeight) / rowHeight) + SPARE);
      setRange((known) => (known.from === from && known.to === to ? known : { from, to }));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    element.addEventListener('scroll', measure, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', measure);
    };
  }, [scroller, count, rowHeight]);
  return { from: Math.min(range.from, count), to: Math.min(range.to, count) };
}
