import type { LocaleCode } from '@offplan/kernel/graphql/scalars';
import { ValidationFailed } from '@offplan/kernel/graphql/user-errors';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { emitPersonEvent } from '../users/person-event.ts';
import { User } from '../users/user.ts';
import { type ChangeNameOutcome, ChangeProfileSuccess } from './profile-results.ts';

/** Changes how the viewer is called: 1 to 80 characters (ID-8). */
export async function changeName(context: RequestContext, input: { name: string }): Promise<ChangeNameOutcome> {
  const name = input.name.trim();
  if (name.length < 1 || name.length > 80)
    return new ValidationFailed([{ path: ['name'], code: 'BAD_LENGTH', message: 'The name has 1 to 80 characters.' }]);
  return change(context, { name }, 'user.renamed');
}

/** Changes the language of the viewer's apps and mails (ID-8). */
export function changeLocale(context: RequestContext, input: { locale: LocaleCode }): Promise<ChangeProfileSuccess> {
  return change(context, input, 'user.locale_changed');
}

async function change(
  context: RequestContext,
  fields: Partial<Pick<User, 'name' | 'locale'>>,
  event: 'user.renamed' | 'user.locale_changed',
): Promise<ChangeProfileSuccess> {
  const { id } = context.person;
  return context.transaction(async (tx) => {
    const user = await tx.em.findOneOrFail(User, { id });
    const before = { name: user.name, locale: user.locale };
    Object.assign(user, fields);
    await tx.em.flush();
    await emitPersonEvent(
      context,
      tx,
      { id, name: user.name },
      event,
      fields.name === undefined
        ? { data: { before: { locale: before.locale }, after: { locale: user.locale } } }
        : { personal: { nameBefore: before.name } },
    );
    return Object.assign(new ChangeProfileSuccess(), { user });
  });
}
