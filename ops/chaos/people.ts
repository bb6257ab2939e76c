import type { ApiClient } from '../client/api-client.ts';
import { awaitMail, caughtMails } from '../mail-catcher/start-mail-catcher.ts';

const PASSWORD = 'teacup meadow lantern 7';

/** What somebody fills in who is new. */
export const NEW_PERSON = { name: 'Nadia Rahman', password: PASSWORD, acceptTerms: true };

/** Somebody in a browser, and what is known of its house. */
export interface Person {
  email: string;
  api: ApiClient;
}

export const slugOf = (person: Person) => person.email.split('@')[0]!.replaceAll('.', '-');

/** Whether the system was gone before it could answer. */
export function isCutConnection(fault: unknown): boolean {
  return /ECONNRESET|ECONNREFUSED|EPIPE|other side closed|UND_ERR_SOCKET/.test(
    `${String(fault)} ${(fault as { code?: string }).code}`,
  );
}

/** The token of the newest mail of a kind, which must come. */
export async function mailedToken(mailUrl: string, email: string, template: string): Promise<string> {
  const mail = await awaitMail(mailUrl, { to: email, template });
  const newest = (await caughtMails(mailUrl, { to: email, template })).at(-1) ?? mail;
  return new URL(newest.links[0]!).pathname.split('/').at(-1)!;
}

export async function post(
  person: Person,
  path: string,
  body: object,
  right: (status: number, code: string) => boolean,
): Promise<void> {
  const answer = await person.api.post(path, body);
  if (!right(answer.status, answer.body?.code ?? ''))
    throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
}

export function signUp(person: Person): Promise<void> {
  const organisation = { name: 'Storm', slug: slugOf(person), country: 'AE' };
  return post(
    person,
    '/auth/sign-up',
    { ...NEW_PERSON, email: person.email, organisation },
    (status) => status === 202,
  );
}

/** The second time the link may have been used already, by the time before. */
export async function confirm(person: Person, token: string): Promise<void> {
  await post(
    person,
    '/auth/confirm-sign-up',
    { token, password: PASSWORD },
    (status, code) => status === 201 || code === 'CONFIRMATION_NOT_USABLE',
  );
  await signInAgain(person);
  person.api.workspace = slugOf(person);
}

export async function signInAgain(person: Person): Promise<void> {
  if (person.api.cookie?.includes('offplan-session=')) return;
  await post(person, '/auth/sign-in', { email: person.email, password: PASSWORD }, (status) => status === 200);
}
