import type { Catalogue } from './catalogue.tsx';
import { en } from './en.ts';
export const ar: Catalogue = { ...en };
