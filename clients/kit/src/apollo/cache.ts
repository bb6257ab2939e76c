import { type FieldMergeFunction, InMemoryCache } from '@apollo/client';
import { possibleTypes } from './possible-types.ts';

interface VersionedValue {
  readonly version: number;
}

/** Refuses an older live value object, whichever answer it came with (SCH-14). */
const mergeNewest: FieldMergeFunction<VersionedValue> = (known, incoming) =>
  known && incoming.version < known.version ? known : { ...known, ...incoming };

/** The cache of one workspace. Value objects have no identity of their own and live inside their owner. */
export function createCache(): InMemoryCache {
  return new InMemoryCache({
    possibleTypes,
    typePolicies: {
      UnitAvailability: { keyFields: false, merge: mergeNewest },
      Workspace: { keyFields: false },
      UnitAbilities: { keyFields: false, merge: true },
      ProjectAbilities: { keyFields: false, merge: true },
      OrganisationCard: { keyFields: false },
      Tier: { keyFields: ['slug'] },
      Plan: { keyFields: false, merge: mergeNewest },
    },
  });
}
