import { Access } from '@offplan/kernel/graphql/access';
import { ForGateway } from '@offplan/kernel/graphql/directives';
import { uuidv7 } from '@offplan/kernel/ids';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { Arg, Ctx, Field, InputType, Mutation, Resolver } from 'type-graphql';
import { actingPerson } from '../acting-person.ts';
import { optionsOf } from '../options.ts';
import { findAccount } from '../users/account.ts';
import type { ReminderKind } from './reminders.ts';
import { readUnsubscribeToken } from './unsubscribe-link.ts';

/**
 * Stops reminders of a kind for a person in an Organisation, by the link of a mail (GRO-10, RFC 8058). Whoever has the mail may; said again it changes
 * nothing. Resolves with the kind, or null for a link that was not made here.
 */
async function unsubscribe(context: RequestContext, token: string): Promise<ReminderKind | null> {
  const wanted = readUnsubscribeToken(optionsOf(context), token);
  if (!wanted) return null;
  const { orgId, userId, kind } = wanted;
  return context.db.transaction({ orgId, requestId: context.facts.requestId }, async (tx) => {
    const account = await findAccount(tx, { id: userId });
    if (!account) return null;
    const rows = await tx.query(
      `insert into identity.unsubscription (org_id, user_id, kind, created_at) values (?, ?, ?, ?)
       on conflict do nothing returning kind`,
      [orgId, userId, kind, tx.now],
    );
    if (rows.length > 0)
      await tx.emit({
        orgId,
        subjectType: 'unsubscription',
        subjectId: uuidv7(tx.now.getTime()),
        seq: 1,
        type: 'reminders.unsubscribed',
        data: { userId, kind },
        ...actingPerson(context, { id: userId, name: account.name }),
      });
    return kind;
  });
}

@ForGateway()
@InputType({ description: 'Which reminders are stopped.' })
export class UnsubscribeInput {
  @Field(() => String, { description: 'The token of the mail’s link.' })
  token!: string;
}

@Resolver()
export class UnsubscribeResolver {
  @ForGateway()
  @Access('gateway')
  @Mutation(() => String, {
    nullable: true,
    description: 'Stops reminders by the link of a mail (RFC 8058); null for a link that was not made here.',
  })
  unsubscribe(
    @Ctx() context: RequestContext,
    @Arg('input', () => UnsubscribeInput, { description: 'Which.' }) input: UnsubscribeInput,
  ): Promise<string | null> {
    return unsubscribe(context, input.token);
  }
}
