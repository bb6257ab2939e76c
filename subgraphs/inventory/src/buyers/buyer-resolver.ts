import { Access } from '@offplan/kernel/graphql/access';
import { type Connection, connectionTypes, readPage, toConnection } from '@offplan/kernel/graphql/connection';
import { Tagged } from '@offplan/kernel/graphql/directives';
import { decodeId, encodeId } from '@offplan/kernel/ids';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import { loadMemberName } from '../agents/team-of-viewer.ts';
import { Person } from '../units/people.ts';
import { loadGuest } from '../units/unit-loaders.ts';
import { Buyer } from './buyer.ts';
import { BuyerHandoff, buyerHandoffs } from './buyer-handoffs.ts';
import { visibleBuyers } from './visible-buyers.ts';

const BuyerConnection = connectionTypes(Buyer, 'buyers');

@Resolver(() => Buyer)
export class BuyerResolver {
  @Tagged('integrator')
  @Access('workspace', 'buyer_records')
  @Query(() => BuyerConnection, { description: 'Buyers whom the viewer may see, newest first.' })
  async buyers(
    @Ctx() context: RequestContext,
    @Arg('search', () => String, { nullable: true, description: 'Part of a name or contact.' }) search: string | null,
    @Arg('agentId', () => ID, { nullable: true, description: 'Of this agent only: the User.' }) agentId: string | null,
    @Arg('first', () => Int, { defaultValue: 20, description: 'At most 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the last one seen.' }) after: string | null,
  ): Promise<Connection<Buyer>> {
    const page = readPage(first, after, ['uuid']);
    const visible = visibleBuyers(context);
    const agent = agentId ? decodeId('user', agentId) : null;
    if (agentId && !agent) return toConnection<Buyer>([], page, () => []);
    const words = search?.trim().toLowerCase() ?? '';
    const rows = (await context.em.execute(
      `select b.* from inventory.buyer b where ${visible.sql}
         and (? = '' or position(? in lower(b.name)) > 0 or position(? in lower(b.contact)) > 0)
         and (?::uuid is null or b.agent_user_id = ?::uuid)
         and (?::uuid is null or b.id < ?::uuid)
       order by b.id desc limit ?`,
      [
        ...[...visible.parameters, words, words, words, agent, agent],
        page.after?.[0] ?? null,
        page.after?.[0] ?? null,
        page.limit + 1,
      ],
    )) as Record<string, unknown>[];
    return toConnection(
      rows.map((row) => context.em.map(Buyer, row as never)),
      page,
      (buyer) => [buyer.id],
    );
  }

  @FieldResolver(() => Person, { nullable: true, description: 'The agent whose buyer it is; null once erased.' })
  async agent(@Root() buyer: Buyer, @Ctx() context: RequestContext): Promise<Person | null> {
    const name = await loadMemberName(context, buyer.agentOrgId, buyer.agentUserId);
    if (!name) return null;
    const isOfHost = buyer.agentOrgId === buyer.orgId;
    const guest = isOfHost ? null : await loadGuest(context, buyer.projectId, buyer.agentOrgId);
    return Object.assign(new Person(), {
      id: encodeId('user', buyer.agentUserId),
      name,
      organisationName: guest?.name ?? null,
    });
  }

  @FieldResolver(() => Boolean, {
    description: 'Whether its agent has left: a handoff passes it on.',
  })
  hasAgentLeft(@Root() buyer: Buyer): boolean {
    return buyer.agentLeftAt !== null;
  }

  @FieldResolver(() => [BuyerHandoff], { description: 'How it came to its agent, the newest change first.' })
  handoffs(@Root() buyer: Buyer, @Ctx() context: RequestContext): Promise<BuyerHandoff[]> {
    return buyerHandoffs(context, buyer);
  }
}
