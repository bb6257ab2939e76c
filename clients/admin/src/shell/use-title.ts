import { useEffect } from 'react';

/** Names the browser's tab, so that several boards can be told apart. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · offplan`;
  }, [title]);
}
