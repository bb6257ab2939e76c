import { Access } from '@offplan/kernel/graphql/access';
import { DateTime } from '@offplan/kernel/graphql/scalars';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { Arg, Ctx, Field, ObjectType, Query, Resolver } from 'type-graphql';
import { Organisation } from '../organisations/organisation.ts';
import { hashToken } from '../sessions/token.ts';

@ObjectType({ description: 'What the link opens with which the Owner of an archived Organisation brings it back.' })
export class RestoreOffer {
  @Field(() => String, { description: 'The Organisation.' })
  organisationName!: string;

  @Field(() => String, { description: 'Its slug.' })
  slug!: string;

  @Field(() => DateTime, { description: 'Until when the link works.' })
  expiresAt!: Date;

  @Field(() => Boolean, { description: 'Whether the Organisation can be brought back by it now.' })
  isOpen!: boolean;
}

interface LinkRow {
  org_id: string;
  user_id: string;
  expires_at: Date | string;
  used_at: Date | string | null;
}

@Resolver()
export class RestoreResolver {
  @Access('person')
  @Query(() => RestoreOffer, {
    nullable: true,
    description:
      'What the link opens with which an archived Organisation is brought back (BIL-29); null for anybody but the Owner to whom it was mailed. Reading it changes nothing.',
  })
  async restoreOffer(
    @Ctx() context: RequestContext,
    @Arg('token', () => String, { description: 'The token of the link.' }) token: string,
  ): Promise<RestoreOffer | null> {
    const [row] = (await context.db
      .reader({ tokenHash: hashToken(token) })
      .execute(
        `select org_id, user_id, expires_at, used_at from identity.restore_link where token_hash = decode(?, 'hex')`,
        [hashToken(token)],
      )) as LinkRow[];
    if (row?.user_id !== context.person.id) return null;
    const em = context.db.reader({ orgId: row.org_id, userId: context.person.id });
    const [owner] = (await em.execute(
      `select from identity.membership where org_id = ? and user_id = ? and role = 'owner' and status = 'active'`,
      [row.org_id, context.person.id],
    )) as object[];
    const organisation = await em.findOne(Organisation, { id: row.org_id });
    // Whoever has handed it over since has no more to do with it.
    if (!owner || !organisation || organisation.status === 'deleted') return null;
    const expiresAt = new Date(row.expires_at);
    return Object.assign(new RestoreOffer(), {
      organisationName: organisation.name,
      slug: organisation.slug,
      expiresAt,
      isOpen: organisation.status === 'free_guest_archived' && row.used_at === null && expiresAt > context.clock.now(),
    });
  }
}
