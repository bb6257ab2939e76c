import { listOf, type PlainList } from '../store/plain.ts';
import { invalidRequest, noSuchIn } from './stripe-error.ts';

export interface ListParams {
  limit?: number;
  starting_after?: string;
  ending_before?: string;
  created?: number | { gt?: number; gte?: number; lt?: number; lte?: number };
}

/** A page of rows, the newest first. `rows` are the oldest first. Limit 1 to 100, 10 without one. */
export function page<T extends { id: string }>(rows: T[], params: ListParams, url: string): PlainList<T> {
  const limit = params.limit ?? 10;
  if (limit < 1)
    throw invalidRequest('This value must be greater than or equal to 1.', {
      code: 'parameter_invalid_integer',
      param: 'limit',
    });
  if (limit > 100)
    throw invalidRequest(`This value must be less than or equal to 100 (it currently is '${limit}').`, {
      code: 'parameter_invalid_integer',
      param: 'limit',
    });
  if (params.starting_after && params.ending_before)
    throw invalidRequest('You may only specify one of these parameters: ending_before, starting_after.');
  const all = rows.filter((row) => isCreatedWithin((row as { created?: number }).created, params.created)).reverse();
  const position = (id: string, param: string) => {
    const index = all.findIndex((row) => row.id === id);
    if (index === -1) throw noSuchIn(param, 'object', id);
    return index;
  };
  if (params.ending_before) {
    const end = position(params.ending_before, 'ending_before');
    const start = Math.max(0, end - limit);
    return listOf(all.slice(start, end), url, start > 0);
  }
  const start = params.starting_after ? position(params.starting_after, 'starting_after') + 1 : 0;
  return listOf(all.slice(start, start + limit), url, all.length > start + limit);
}

function isCreatedWithin(created: number | undefined, wanted: ListParams['created']): boolean {
  if (wanted === undefined || created === undefined) return true;
  if (typeof wanted === 'number') return created === wanted;
  const { gt, gte, lt, lte } = wanted;
  return (
    (gt === undefined || created > gt) &&
    (gte === undefined || created >= gte) &&
    (lt === undefined || created < lt) &&
    (lte === undefined || created <= lte)
  );
}
