import { execute, parse } from 'graphql';
import { Directive, Mutation, Query, Resolver } from 'type-graphql';
import { expect, it } from 'vitest';
import type { Passport } from '../passport/passport.ts';
import { Access } from './access.ts';
import { buildSubgraph } from './build-subgraph.ts';

it('ID-35 BIL-23 security check 1: a root field that does not say who may call it, names an action without a row, or changes a workspace without a way to refuse keeps the subgraph from starting', () => {
  @Resolver()
  class Forgetful {
    @Query(() => String, { description: 'Open to all by mistake.' })
    forgotten(): string {
      return 'leak';
    }

    @Directive('@access(requires: "workspace", actions: ["fly_to_the_moon"])')
    @Query(() => String, { description: 'Asks for what the matrix does not know.' })
    invented(): string {
      return 'leak';
    }

    @Access('workspace', 'edit_units')
    @Mutation(() => String, { description: 'Changes what a plan may not hold.' })
    unrefusable(): string {
      return 'done';
    }
  }
  expect(() => buildSubgraph({ resolvers: [Forgetful] })).toThrow(
    /Query.forgotten does not say who may call it[\s\S]*fly_to_the_moon, which has no row[\s\S]*Mutation.unrefusable changes a workspace and cannot answer NotPermitted/,
  );
});

@Resolver()
class Doors {
  @Access('everyone')
  @Query(() => String, { description: 'A.' })
  everyone(): string {
    return 'in';
  }

  @Access('person')
  @Query(() => String, { nullable: true, description: 'B.' })
  person(): string {
    return 'in';
  }

  @Access('workspace', 'audit_log')
  @Query(() => String, { nullable: true, description: 'C.' })
  workspace(): string {
    return 'in';
  }

  @Access('gateway')
  @Query(() => String, { nullable: true, description: 'D.' })
  gateway(): string {
    return 'in';
  }
}

it('ID-35 SCH-16 each root field lets in whom it names and tells so in its description', async () => {
  const { schema, sdl } = buildSubgraph({ resolvers: [Doors] });
  const ask = async (passport: Passport) => {
    const { data, errors } = await execute({
      schema,
      document: parse('{ everyone person workspace gateway }'),
      contextValue: { passport },
    });
    return [
      Object.values(data ?? {}).map((value) => value === 'in'),
      [...new Set(errors?.map(({ extensions }) => extensions.code))].sort(),
    ];
  };
  const user = { id: 'u', name: 'U', organisationIds: [] };
  expect(await ask({ kind: 'anonymous' })).toEqual([
    [true, false, false, false],
    ['FORBIDDEN', 'UNAUTHENTICATED'],
  ]);
  expect(await ask({ kind: 'user', user })).toEqual([[true, true, false, false], ['FORBIDDEN']]);
  const organisation = { id: 'o', name: 'O', slug: 'o', status: 'active' as const };
  expect(await ask({ kind: 'user', user, organisation, role: 'owner' })).toEqual([
    [true, true, true, false],
    ['FORBIDDEN'],
  ]);
  expect(await ask({ kind: 'gateway' })).toEqual([[true, false, false, true], ['UNAUTHENTICATED']]);
  expect(sdl).toContain('C. May be called by: owner, admin.');
});
