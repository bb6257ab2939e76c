import type { KeyObject } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { commit, type EntryBody, GENESIS, hashEntry } from './chain.ts';
import { isSealGenuine } from './seal.ts';

interface ChainFault {
  /** The first entry that is wrong or missing. */
  seq: number;
  reason: string;
}

export interface ChainReport {
  fromSeq: number;
  toSeq: number;
  /** Hash of the last entry, in hex. */
  head: string;
  fault: ChainFault | null;
}

interface EntryRow {
  seq: string;
  event_id: string;
  occurred_at: Date | string;
  action: string;
  actor_id: string | null;
  subject_id: string;
  on_behalf_of: string | null;
  pii_class: string;
  label: string | null;
  body: string;
  prev_hash: string;
  hash: string;
}

interface PersonalRow {
  seq: string;
  field: string;
  salt: string;
  value: string;
}

interface SealRow {
  day: string;
  seq: string;
  hash: string;
  sealed_at: Date | string;
  signature: string;
}

const BATCH = 2_000;

/**
 * Proves a range of an Organisation's chain, or names its first broken entry and why (ID-71): every hash is computed anew from the texts,
 * every column that people see or search is compared with the text, every personal field that is still there with its commitment, and the
 * seals with the entries they sealed. Reading to the end it also proves that nothing was cut off. `em` must be in the scope of the
 * Organisation, and in one transaction.
 */
export async function verifyChain(
  em: EntityManager,
  orgId: string,
  range: { fromSeq: number; toSeq: number | null },
  sealKey: KeyObject,
): Promise<ChainReport> {
  const end = await readEnd(em, orgId);
  const toSeq = Math.min(range.toSeq ?? end.seq, end.seq);
  const fromSeq = Math.min(Math.max(1, range.fromSeq), Math.max(1, toSeq));
  const seals = await readSeals(em, orgId, fromSeq, toSeq);
  const report = (head: Uint8Array, fault: ChainFault | null): ChainReport => ({
    fromSeq,
    toSeq,
    head: Buffer.from(head).toString('hex'),
    fault,
  });
  for (const seal of seals)
    if (!isGenuine(orgId, seal, sealKey))
      return report(GENESIS, { seq: Number(seal.seq), reason: `The seal of ${seal.day} is not one of ours.` });

  const sealsAt = Map.groupBy(seals, (seal) => Number(seal.seq));
  const before = await hashBefore(em, orgId, fromSeq);
  if (!before) return report(GENESIS, { seq: fromSeq - 1, reason: 'The entry is missing.' });
  let previous = before;
  for (let start = fromSeq; start <= toSeq; start += BATCH) {
    const last = Math.min(start + BATCH - 1, toSeq);
    const { entries, personal } = await readBatch(em, orgId, start, last);
    for (let seq = start; seq <= last; seq += 1) {
      const entry = entries.get(seq);
      const fault = entry ? faultOf(entry, orgId, seq, previous, personal.get(seq) ?? []) : 'The entry is missing.';
      if (fault) return report(previous, { seq, reason: fault });
      previous = Buffer.from(entry!.hash, 'hex');
      // After days without entries several seals name the same one.
      const broken = sealsAt.get(seq)?.find((seal) => seal.hash !== entry!.hash);
      if (broken) return report(previous, { seq, reason: `The entry differs from the seal of ${broken.day}.` });
    }
  }
  const fault = toSeq === end.seq ? endFault(end, previous) : null;
  return report(previous, fault);
}

interface ChainEnd {
  /** The last entry there should be: by the head, by the entries, and by the seals, whichever is further on. */
  seq: number;
  headSeq: number;
  headHash: string;
}

async function readEnd(em: EntityManager, orgId: string): Promise<ChainEnd> {
  const [row] = (await em.execute(
    `select (select seq from identity.audit_head where org_id = ?) as head_seq,
       (select encode(hash, 'hex') from identity.audit_head where org_id = ?) as head_hash,
       (select max(seq) from identity.audit_entry where org_id = ?) as last_seq,
       (select max(seq) from identity.audit_seal where org_id = ?) as sealed_seq`,
    [orgId, orgId, orgId, orgId],
  )) as { head_seq: string | null; head_hash: string | null; last_seq: string | null; sealed_seq: string | null }[];
  const headSeq = Number(row!.head_seq ?? 0);
  const seq = Math.max(headSeq, Number(row!.last_seq ?? 0), Number(row!.sealed_seq ?? 0));
  return { seq, headSeq, headHash: row!.head_hash ?? GENESIS.toString('hex') };
}

function endFault(end: ChainEnd, last: Buffer): ChainFault | null {
  if (end.headSeq < end.seq) return { seq: end.headSeq + 1, reason: 'The entry lies beyond the head of the chain.' };
  return last.toString('hex') === end.headHash
    ? null
    : { seq: end.seq, reason: 'The entry differs from the head of the chain.' };
}

async function hashBefore(em: EntityManager, orgId: string, seq: number): Promise<Buffer | null> {
  if (seq === 1) return GENESIS;
  const [row] = (await em.execute(
    `select encode(hash, 'hex') as hash from identity.audit_entry where org_id = ? and seq = ?`,
    [orgId, seq - 1],
  )) as {
    hash: string;
  }[];
  return row ? Buffer.from(row.hash, 'hex') : null;
}

async function readBatch(
  em: EntityManager,
  orgId: string,
  first: number,
  last: number,
): Promise<{ entries: Map<number, EntryRow>; personal: Map<number, PersonalRow[]> }> {
  const entries = (await em.execute(
    `select seq, event_id, occurred_at, action, actor_id, subject_id, on_behalf_of, pii_class, label, body,
       encode(prev_hash, 'hex') as prev_hash, encode(hash, 'hex') as hash
     from identity.audit_entry where org_id = ? and seq between ? and ?`,
    [orgId, first, last],
  )) as EntryRow[];
  const personal = (await em.execute(
    `select seq, field, encode(salt, 'hex') as salt, value from identity.audit_personal where org_id = ? and seq between ? and ?`,
    [orgId, first, last],
  )) as PersonalRow[];
  return {
    entries: new Map(entries.map((entry) => [Number(entry.seq), entry])),
    personal: Map.groupBy(personal, (row) => Number(row.seq)),
  };
}

function faultOf(
  entry: EntryRow,
  orgId: string,
  seq: number,
  previous: Buffer,
  personal: readonly PersonalRow[],
): string | null {
  if (entry.prev_hash !== previous.toString('hex')) return 'The entry does not follow from the one before it.';
  if (hashEntry(previous, entry.body).toString('hex') !== entry.hash)
    return 'The text of the entry does not fit its hash.';
  const body = JSON.parse(entry.body) as EntryBody;
  for (const [name, shown, written] of comparisons(entry, body, orgId, seq))
    if (shown !== written) return `The ${name} shown is not the one in the text.`;
  for (const { field, salt, value } of personal)
    if (body.commitments[field] !== commit(field, value, Buffer.from(salt, 'hex')))
      return `The personal field ${field} is not the one that was written.`;
  return null;
}

function comparisons(
  entry: EntryRow,
  body: EntryBody,
  orgId: string,
  seq: number,
): [name: string, shown: unknown, written: unknown][] {
  const { actor, data } = body;
  return [
    ['Organisation', orgId, body.orgId],
    ['number', seq, body.seq],
    ['event', entry.event_id, body.eventId],
    ['time', new Date(entry.occurred_at).toISOString(), body.occurredAt],
    ['action', entry.action, body.action],
    ['actor', entry.actor_id, actor.kind === 'user' || actor.kind === 'operator' ? actor.id : null],
    ['subject', entry.subject_id, body.subject.id],
    ['guest', entry.on_behalf_of, body.onBehalfOf],
    ['class', entry.pii_class, body.piiClass],
    ['label', entry.label, typeof data.label === 'string' ? data.label : null],
  ];
}

async function readSeals(em: EntityManager, orgId: string, fromSeq: number, toSeq: number): Promise<SealRow[]> {
  return (await em.execute(
    `select day::text, seq, encode(hash, 'hex') as hash, sealed_at, encode(signature, 'hex') as signature
     from identity.audit_seal where org_id = ? and seq between ? and ? order by day`,
    [orgId, fromSeq, toSeq],
  )) as SealRow[];
}

function isGenuine(orgId: string, seal: SealRow, sealKey: KeyObject): boolean {
  const sealedAt = new Date(seal.sealed_at).toISOString();
  return isSealGenuine(
    { orgId, day: seal.day, seq: Number(seal.seq), hash: seal.hash, sealedAt },
    Buffer.from(seal.signature, 'hex'),
    sealKey,
  );
}
