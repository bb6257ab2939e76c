import { useCallback, useEffect, useRef, useState } from 'react';

/** What is typed goes on after this pause. */
const PAUSE_MS = 250;

/**
 * Text that is typed here and kept elsewhere, in the address say: letters appear at once, `write` gets them after a pause, and whatever
 * changes the kept text otherwise changes the typed one. The last of the three writes at once: for a field that may be gone before the pause.
 */
export function useTyped(
  kept: string,
  write: (text: string) => void,
): [text: string, type: (text: string) => void, settle: () => void] {
  const [text, setText] = useState(kept);
  const written = useRef(kept);
  const writeNow = useRef(write);
  writeNow.current = write;
  useEffect(() => {
    if (kept === written.current) return;
    written.current = kept;
    setText(kept);
  }, [kept]);
  const settle = useCallback(() => {
    if (text === written.current) return;
    written.current = text;
    writeNow.current(text);
  }, [text]);
  useEffect(() => {
    const timer = setTimeout(settle, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [settle]);
  return [text, setText, settle];
}
