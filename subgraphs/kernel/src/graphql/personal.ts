import { Directive } from 'type-graphql';

export const PERSONAL_DEFINITION = 'directive @personal on FIELD_DEFINITION';

/**
 * Marks a field whose value depends on the person who asks, not only on the rights. Live updates are computed once for all viewers with
 * the same rights (GW-31); an operation that selects such a field is computed for its person alone.
 */
export const Personal = (): MethodDecorator & PropertyDecorator =>
  Directive('@personal') as MethodDecorator & PropertyDecorator;
