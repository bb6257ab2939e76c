import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';

const fail = (message: string): never => {
  throw new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
};

function textScalar(
  name: string,
  description: string,
  read: (text: string) => unknown,
  write: (value: unknown) => unknown,
): GraphQLScalarType {
  return new GraphQLScalarType({
    name,
    description,
    serialize: write,
    parseValue: (value) => (typeof value === 'string' ? read(value) : fail(`${name} is written as text`)),
    parseLiteral: (node) => (node.kind === Kind.STRING ? read(node.value) : fail(`${name} is written as text`)),
  });
}

export const DateTime = textScalar(
  'DateTime',
  'A moment in UTC, ISO 8601 with milliseconds: `2026-06-09T14:23:07.120Z`.',
  (text) => {
    const date = new Date(text);
    return /^\d{4}-\d{2}-\d{2}T/.test(text) && !Number.isNaN(date.getTime())
      ? date
      : fail('DateTime is ISO 8601, such as 2026-06-09T14:23:07Z');
  },
  (value) => (value instanceof Date ? value : new Date(String(value))).toISOString(),
);

export const CalendarDate = textScalar(
  'Date',
  'A day, `YYYY-MM-DD`.',
  (text) => (/^\d{4}-\d{2}-\d{2}$/.test(text) ? text : fail('Date is YYYY-MM-DD')),
  (value) => (value instanceof Date ? value.toISOString().slice(0, 10) : String(value)),
);

export const EmailAddress = textScalar(
  'EmailAddress',
  'An e-mail address; compared without regard to case.',
  (text) =>
    /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text.trim()) && text.length <= 254
      ? text.trim()
      : fail('This is not an e-mail address'),
  String,
);

export const LOCALES = ['en', 'ru', 'ar'] as const;
export type LocaleCode = (typeof LOCALES)[number];

export const Locale = textScalar(
  'Locale',
  'A language of the apps: `en`, `ru` or `ar`.',
  (text) => ((LOCALES as readonly string[]).includes(text) ? text : fail('Locale is en, ru or ar')),
  String,
);

/** Money is whole minor units (cents, fils): GraphQL's Int ends at 2^31, prices do not. */
export const MinorUnits = new GraphQLScalarType({
  name: 'MinorUnits',
  description: 'A whole number of minor units of a currency (cents, fils), up to 2^53 - 1.',
  serialize: (value) => {
    const amount = Number(value);
    if (!Number.isSafeInteger(amount)) throw new TypeError(`MinorUnits cannot show ${String(value)}`);
    return amount;
  },
  parseValue: (value) => (Number.isSafeInteger(value) ? value : fail('MinorUnits is a whole number')),
  parseLiteral: (node) =>
    node.kind === Kind.INT && Number.isSafeInteger(Number(node.value))
      ? Number(node.value)
      : fail('MinorUnits is a whole number'),
});
