import type { KeyObject } from 'node:crypto';
import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import { PERSON_ERASED } from '@offplan/kernel/events/erase-personal';
import { AuditFault } from './audit-fault.ts';
import { commit, type EntryBody, GENESIS, hashEntry } from './chain.ts';
import { isSealGenuine } from './seal.ts';

/** What is wrong with an entry: its kind for programs, the rest in English. */
interface EntryFault {
  kind: AuditFault;
  reason: string;
}

interface ChainFault extends EntryFault {
  /** The first entry that is wrong or missing. */
  seq: number;
}

/** Which part to prove. */
export interface ChainRange {
  fromSeq: number;
  /** Null: as far as the chain reaches. */
  toSeq: number | null;
  /** So many entries at most. */
  most?: number;
  /** Hash (hex) that the entry before the first must have: proves that this part follows from one that was proved before. */
  follows?: string | null;
}

export interface ChainReport {
  fromSeq: number;
  toSeq: number;
  /** The last entry that the chain has, whether or not this part reaches it. */
  lastSeq: number;
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
  person_id: string | null;
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

type Reader = Pick<Transaction, 'query'>;

/**
 * Proves a range of an Organisation's chain, or names its first broken entry and why (ID-71): every hash is computed anew from the texts,
 * every column that people see or search is compared with the text, every personal field that is still there with its commitment and its
 * person, every one that is not with the erasures in the log, and the seals with the entries they sealed. Reading to the end it also
 * proves that nothing was cut off. `reader` must be in the scope of the Organisation, and in one transaction.
 */
export async function verifyChain(
  reader: Reader,
  orgId: string,
  range: ChainRange,
  sealKey: KeyObject,
): Promise<ChainReport> {
  const end = await readEnd(reader, orgId);
  const most = range.most ?? Number.POSITIVE_INFINITY;
  const fromSeq = Math.min(Math.max(1, range.fromSeq), Math.max(1, end.seq));
  const toSeq = Math.max(Math.min(range.toSeq ?? end.seq, end.seq, fromSeq + most - 1), Math.min(fromSeq, end.seq));
  const report = (head: Uint8Array, fault: ChainFault | null): ChainReport => ({
    fromSeq,
    toSeq,
    lastSeq: end.seq,
    head: Buffer.from(head).toString('hex'),
    fault,
  });
  const seals = await readSeals(reader, orgId, fromSeq, toSeq);
  for (const seal of seals)
    if (!isGenuine(orgId, seal, sealKey))
      return report(GENESIS, {
        seq: Number(seal.seq),
        kind: AuditFault.SEAL,
        reason: `The seal of ${seal.day} is not one of ours.`,
      });

  const sealsAt = Map.groupBy(seals, (seal) => Number(seal.seq));
  const erased = await readErased(reader, orgId);
  const before = await hashBefore(reader, orgId, fromSeq);
  if (!before) return report(GENESIS, { seq: fromSeq - 1, kind: AuditFault.MISSING, reason: 'The entry is missing.' });
  if (range.follows && before.toString('hex') !== range.follows)
    return report(before, {
      seq: fromSeq - 1,
      kind: AuditFault.OUT_OF_ORDER,
      reason: 'The entry is another than was proved a moment ago.',
    });
  let previous = before;
  // Named only where the chain itself is whole: what is cut off may be the erasure that would say why.
  let lost: ChainFault | null = null;
  for await (const { first, last, entries, personal } of readBatches(reader, orgId, fromSeq, toSeq))
    for (let seq = first; seq <= last; seq += 1) {
      const entry = entries.get(seq);
      const fields = personal.get(seq) ?? [];
      if (!entry) return report(previous, { seq, kind: AuditFault.MISSING, reason: 'The entry is missing.' });
      const body = readProved(entry, { orgId, seq, previous, personal: fields });
      if ('kind' in body) return report(previous, { seq, ...body });
      const field: string | undefined = lost ? undefined : lostField(body, fields, erased);
      if (field)
        lost = {
          seq,
          kind: AuditFault.FIELD_LOST,
          reason: `The personal field ${field} is gone, and no erasure in the log says why.`,
        };
      previous = Buffer.from(entry.hash, 'hex');
      // After days without entries several seals name the same one.
      const broken = sealsAt.get(seq)?.find((seal) => seal.hash !== entry.hash);
      if (broken)
        return report(previous, {
          seq,
          kind: AuditFault.SEAL,
          reason: `The entry differs from the seal of ${broken.day}.`,
        });
    }
  const fault = toSeq === end.seq ? endFault(end, previous) : null;
  return report(previous, fault ?? lost);
}

interface ChainEnd {
  /** The last entry there should be: by the head, by the entries, and by the seals, whichever is further on. */
  seq: number;
  headSeq: number;
  headHash: string;
}

async function readEnd(reader: Reader, orgId: string): Promise<ChainEnd> {
  const [row] = await reader.query<{
    head_seq: string | null;
    head_hash: string | null;
    last_seq: string | null;
    sealed_seq: string | null;
  }>(
    `select (select seq from identity.audit_head where org_id = ?) as head_seq,
       (select encode(hash, 'hex') from identity.audit_head where org_id = ?) as head_hash,
       (select max(seq) from identity.audit_entry where org_id = ?) as last_seq,
       (select max(seq) from identity.audit_seal where org_id = ?) as sealed_seq`,
    [orgId, orgId, orgId, orgId],
  );
  const headSeq = Number(row!.head_seq ?? 0);
  const seq = Math.max(headSeq, Number(row!.last_seq ?? 0), Number(row!.sealed_seq ?? 0));
  return { seq, headSeq, headHash: row!.head_hash ?? GENESIS.toString('hex') };
}

function endFault(end: ChainEnd, last: Buffer): ChainFault | null {
  if (end.headSeq < end.seq)
    return { seq: end.headSeq + 1, kind: AuditFault.HEAD, reason: 'The entry lies beyond the head of the chain.' };
  return last.toString('hex') === end.headHash
    ? null
    : { seq: end.seq, kind: AuditFault.HEAD, reason: 'The entry differs from the head of the chain.' };
}

async function hashBefore(reader: Reader, orgId: string, seq: number): Promise<Buffer | null> {
  if (seq === 1) return GENESIS;
  const [row] = await reader.query<{ hash: string }>(
    `select encode(hash, 'hex') as hash from identity.audit_entry where org_id = ? and seq = ?`,
    [orgId, seq - 1],
  );
  return row ? Buffer.from(row.hash, 'hex') : null;
}

/** Whose fields were erased in order: the log says so, or is about to. */
async function readErased(reader: Reader, orgId: string): Promise<Set<string>> {
  const rows = await reader.query<{ person: string }>(
    `select subject_id as person from identity.audit_entry where org_id = ? and action = '${PERSON_ERASED}'
     union select subject_id from identity.event e where org_id = ? and type = '${PERSON_ERASED}'
       and not exists (select from identity.consumed_event c where c.consumer = 'audit' and c.event_id = e.id)`,
    [orgId, orgId],
  );
  return new Set(rows.map(({ person }) => person));
}

interface Batch {
  first: number;
  last: number;
  entries: Map<number, EntryRow>;
  personal: Map<number, PersonalRow[]>;
}

/** Reads a range in batches; while one is looked at, PostgreSQL already reads the next. */
async function* readBatches(reader: Reader, orgId: string, fromSeq: number, toSeq: number): AsyncGenerator<Batch> {
  const read = (first: number) => {
    const batch = readBatch(reader, orgId, first, Math.min(first + BATCH - 1, toSeq));
    // Nobody waits for it any more once the batch before it was found broken.
    batch.catch(() => {});
    return batch;
  };
  let next = fromSeq <= toSeq ? read(fromSeq) : null;
  while (next) {
    const batch: Batch = await next;
    next = batch.last < toSeq ? read(batch.last + 1) : null;
    yield batch;
  }
}

async function readBatch(reader: Reader, orgId: string, first: number, last: number): Promise<Batch> {
  const entries = await reader.query<EntryRow>(
    `select seq, event_id, occurred_at, action, actor_id, subject_id, on_behalf_of, pii_class, label, body,
       encode(prev_hash, 'hex') as prev_hash, encode(hash, 'hex') as hash
     from identity.audit_entry where org_id = ? and seq between ? and ?`,
    [orgId, first, last],
  );
  const personal = await reader.query<PersonalRow>(
    `select seq, field, person_id, encode(salt, 'hex') as salt, value from identity.audit_personal
     where org_id = ? and seq between ? and ?`,
    [orgId, first, last],
  );
  return {
    first,
    last,
    entries: new Map(entries.map((entry) => [Number(entry.seq), entry])),
    personal: Map.groupBy(personal, (row) => Number(row.seq)),
  };
}

interface Place {
  orgId: string;
  seq: number;
  previous: Buffer;
  personal: readonly PersonalRow[];
}

/** The text of an entry, or what is wrong with it. */
function readProved(entry: EntryRow, { orgId, seq, previous, personal }: Place): EntryBody | EntryFault {
  if (entry.prev_hash !== previous.toString('hex'))
    return { kind: AuditFault.OUT_OF_ORDER, reason: 'The entry does not follow from the one before it.' };
  if (hashEntry(previous, entry.body).toString('hex') !== entry.hash)
    return altered('The text of the entry does not fit its hash.');
  const body = JSON.parse(entry.body) as EntryBody;
  for (const [name, shown, written] of comparisons(entry, body, orgId, seq))
    if (shown !== written) return altered(`The ${name} shown is not the one in the text.`);
  for (const { field, salt, value, person_id: person } of personal) {
    if (body.commitments[field] !== commit(field, value, Buffer.from(salt, 'hex')))
      return altered(`The personal field ${field} is not the one that was written.`);
    if (body.persons && person !== (body.persons[field] ?? null))
      return altered(`The personal field ${field} is not said to be of the person whose it is.`);
  }
  return body;
}

const altered = (reason: string): EntryFault => ({ kind: AuditFault.ALTERED, reason });

/** A personal field that was written, is there no more, and was not erased. */
function lostField(
  { commitments, persons }: EntryBody,
  personal: readonly PersonalRow[],
  erased: ReadonlySet<string>,
): string | undefined {
  const fields = Object.keys(commitments);
  if (!persons || fields.length === personal.length) return undefined;
  const isThere = new Set(personal.map(({ field }) => field));
  return fields.find((field) => !isThere.has(field) && !erased.has(persons[field] ?? ''));
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

/** The seals of a range; a proof from the beginning takes all before its end, also one that seems to seal what never was. */
function readSeals(reader: Reader, orgId: string, fromSeq: number, toSeq: number): Promise<SealRow[]> {
  return reader.query<SealRow>(
    `select day::text, seq, encode(hash, 'hex') as hash, sealed_at, encode(signature, 'hex') as signature
     from identity.audit_seal where org_id = ? and (seq >= ? or ? = 1) and seq <= ? order by day`,
    [orgId, fromSeq, fromSeq, toSeq],
  );
}

function isGenuine(orgId: string, seal: SealRow, sealKey: KeyObject): boolean {
  const sealedAt = new Date(seal.sealed_at).toISOString();
  return isSealGenuine(
    { orgId, day: seal.day, seq: Number(seal.seq), hash: seal.hash, sealedAt },
    Buffer.from(seal.signature, 'hex'),
    sealKey,
  );
}
