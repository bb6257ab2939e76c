import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

/** A number with its unit: never wraps, tabular figures, isolated from the direction around it (DES-2). */
export function Num({ children, className }: { children: ReactNode; className?: string }) {
  return <bdi className={classNames('o-num', className)}>{children}</bdi>;
}

/** First letters of a name's first and last word. */
export function initialsOf(name: string): string {
  // "Blue Heron Realty (Demo)" is BR: words in brackets and signs do not count.
  const words = name
    .replaceAll(/\([^)]*\)/gu, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]?.slice(0, 2)];
  return letters
    .map((word, index) => (letters.length > 1 ? word?.at(0) : word) ?? (index === 0 ? '?' : ''))
    .join('')
    .toUpperCase();
}

/** One of `count` hues, the same for the same name everywhere. */
export function hueOf(name: string, count: number): number {
  let hash = 0;
  for (const character of name) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  return hash % count;
}

/** A person as a disc with initials. */
export function Avatar({ name, size = 'medium' }: { name: string; size?: 'small' | 'medium' }) {
  return (
    <span
      className={classNames('o-av', size === 'small' ? 'o-sm' : 'o-md', `o-hue-${hueOf(name, 6)}`)}
      aria-hidden="true"
    >
      {initialsOf(name)}
    </span>
  );
}

/** An Organisation as a square with initials. */
export function Monogram({ name, isLarge = false }: { name: string; isLarge?: boolean }) {
  return (
    <span className={classNames('o-mono', isLarge && 'o-large', `o-hue-${hueOf(name, 6)}`)} aria-hidden="true">
      {initialsOf(name)}
    </span>
  );
}
