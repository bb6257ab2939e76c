import { useEffect, useRef, useState } from 'react';

/** What is typed goes on after this pause. */
const PAUSE_MS = 250;

/**
 * Text that is typed here and kept elsewhere, in the address say: letters appear at once, `write` gets them after a pause, and whatever
 * changes the kept text otherwise changes the typed one.
 */
export function useTyped(kept: string, write: (text: string) => void): [string, (text: string) => void] {
  const [text, setText] = useState(kept);
  const written = useRef(kept);
  const writeNow = useRef(write);
  writeNow.current = write;
  useEffect(() => {
    if (kept === written.current) return;
    written.current = kept;
    setText(kept);
  }, [kept]);
  useEffect(() => {
    if (text === written.current) return;
    const timer = setTimeout(() => {
      written.current = text;
      writeNow.current(text);
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return [text, setText];
}
