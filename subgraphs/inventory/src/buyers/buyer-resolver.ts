import { Access } from '@offplan/kernel/graphql/access';
import { type Connection, connectionTypes, readPage, toConnection } from '@offplan/kernel/graphql/connection';
import { Tagged } from '@offplan/kernel/graphql/directives';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { Arg, Ctx, Int, Query, Resolver } from 'type-graphql';
import { Buyer } from './buyer.ts';
import { visibleBuyers } from './visible-buyers.ts';

const BuyerConnection = connectionTypes(Buyer, 'buyers');

@Resolver()
export class BuyerResolver {
  @Tagged('integrator')
  @Access('workspace', 'buyer_records')
  @Query(() => BuyerConnection, { description: 'Buyers whom the viewer may see, newest first.' })
  async buyers(
    @Ctx() context: RequestContext,
    @Arg('search', () => String, { nullable: true, description: 'Part of a name or contact.' }) search: string | null,
    @Arg('first', () => Int, { defaultValue: 20, description: 'At most 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the last one seen.' }) after: string | null,
  ): Promise<Connection<Buyer>> {
    const page = readPage(first, after, ['uuid']);
    const visible = visibleBuyers(context);
    const words = search?.trim().toLowerCase() ?? '';
    const rows = (await context.em.execute(
      `select b.* from inventory.buyer b where ${visible.sql}
         and (? = '' or position(? in lower(b.name)) > 0 or position(? in lower(b.contact)) > 0)
         and (?::uuid is null or b.id < ?::uuid)
       order by b.id desc limit ?`,
      [...visible.parameters, words, words, words, page.after?.[0] ?? null, page.after?.[0] ?? null, page.limit + 1],
    )) as Record<string, unknown>[];
    return toConnection(
      rows.map((row) => context.em.map(Buyer, row as never)),
      page,
      (buyer) => [buyer.id],
    );
  }
}
