import { RESERVED_SLUGS } from './reserved-slugs.ts';

const LEAST = 3;
const MOST = 40;

export type SlugFault = { code: 'BAD_FORM' | 'RESERVED'; message: string };

/** What is wrong with a wanted slug by ID-24, or null. Whether it is taken is another question. */
export function slugFault(slug: string): SlugFault | null {
  if (slug.length < LEAST || slug.length > MOST || !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(slug))
    return {
      code: 'BAD_FORM',
      message: `The address has ${LEAST} to ${MOST} characters: a to z, 0 to 9 and single hyphens in between.`,
    };
  if (RESERVED_SLUGS.has(slug))
    return { code: 'RESERVED', message: 'This address belongs to the Platform; choose another.' };
  return null;
}

/** A slug from a name: Latin letters without marks and digits; a neutral word for a name that has none. */
export function slugOf(name: string): string {
  const slug = tidy(
    name
      .normalize('NFKD')
      .toLowerCase()
      .replaceAll(/\p{M}/gu, '')
      .replaceAll(/[^a-z0-9]+/g, '-'),
  );
  return slug.length >= LEAST ? slug : tidy(`agency-${slug}`);
}

const ENDINGS = ['homes', 'group', 'realty', 'property', 'living'];

/** Slugs like a wanted one, the most natural first, to offer when it is taken. `country` is ISO 3166. */
export function similarSlugs(wanted: string, country: string): string[] {
  const words = [country.toLowerCase(), ...ENDINGS].map(
    (ending) => `${wanted.slice(0, MOST - ending.length - 1)}-${ending}`,
  );
  const numbers = Array.from({ length: 20 }, (_, index) => `${wanted.slice(0, MOST - 3)}-${index + 2}`);
  return [...words, ...numbers].map(tidy).filter((slug) => slug !== wanted && slugFault(slug) === null);
}

function tidy(slug: string): string {
  return slug.replaceAll(/-+/g, '-').replaceAll(/^-|-$/g, '').slice(0, MOST).replace(/-$/, '');
}
