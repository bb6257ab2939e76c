import { randomBytes } from 'node:crypto';
import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { BusEvent } from '@offplan/kernel/events/bus/bus';
import type { EventConsumer } from '@offplan/kernel/events/consumer';
import { commit, GENESIS, hashEntry, writeBody } from './chain.ts';
import { personOf } from './personal-fields.ts';

/**
 * Appends every event of every subgraph to the chain of its Organisation (ID-70, ID-71), those without one to the Platform's. What a
 * guest does is in the host's chain and in the guest's own (ID-75).
 */
export const auditConsumer: EventConsumer = {
  name: 'audit',
  types: ['*'],
  async applyAll(tx, events) {
    const { orgId } = events[0]!;
    await appendEntries(tx, orgId, events);
    const guests = Map.groupBy(events, (event) => event.onBehalfOf);
    for (const [guestOrgId, acts] of guests)
      if (guestOrgId !== null && guestOrgId !== orgId)
        await tx.within(guestOrgId, () => appendEntries(tx, guestOrgId, acts.map(withoutHostsFacts)));
  },
};

/** An act of a guest as its own Organisation may know it. */
function withoutHostsFacts(event: BusEvent): BusEvent {
  const { hostOnly = [], ...data } = event.data;
  const isOpen = ([name]: [string, unknown]) => !hostOnly.includes(name);
  return {
    ...event,
    data: Object.fromEntries(Object.entries(data).filter(isOpen)),
    personal: Object.fromEntries(Object.entries(event.personal).filter(isOpen)),
  };
}

interface PersonalRow {
  seq: number;
  field: string;
  person_id: string | null;
  salt: string;
  value: string;
}

/** Appends to one chain, in its Organisation's scope. Its head stays locked until the commit: a chain cannot fork. */
export async function appendEntries(tx: Transaction, orgId: string, events: readonly BusEvent[]): Promise<void> {
  const [head] = await tx.query<{ seq: string; hash: string }>(
    `insert into identity.audit_head as head (org_id, seq, hash) values (?, 0, decode(?, 'hex'))
     on conflict (org_id) do update set seq = head.seq returning seq, encode(hash, 'hex') as hash`,
    [orgId, GENESIS.toString('hex')],
  );
  let seq = Number(head!.seq);
  let previous: Buffer = Buffer.from(head!.hash, 'hex');
  const personal: PersonalRow[] = [];
  const entries = events.map((event) => {
    seq += 1;
    const fields = personalRows(event, seq);
    personal.push(...fields);
    const body = bodyOf(event, orgId, seq, fields);
    const hash = hashEntry(previous, body);
    const label = event.data.label;
    const entry = {
      seq,
      event_id: event.id,
      occurred_at: event.occurredAt,
      action: event.type,
      actor_id: event.actor.kind === 'user' || event.actor.kind === 'operator' ? event.actor.id : null,
      subject_id: event.subjectId,
      on_behalf_of: event.onBehalfOf,
      pii_class: event.piiClass,
      label: typeof label === 'string' ? label : null,
      body,
      prev_hash: previous.toString('hex'),
      hash: hash.toString('hex'),
    };
    previous = hash;
    return entry;
  });
  await tx.query(
    `with entry as (
       insert into identity.audit_entry
         (org_id, seq, event_id, occurred_at, action, actor_id, subject_id, on_behalf_of, pii_class, label, body, prev_hash, hash)
       select ?, seq, event_id, occurred_at, action, actor_id, subject_id, on_behalf_of, pii_class, label, body, decode(prev_hash, 'hex'),
         decode(hash, 'hex')
       from json_to_recordset(?::json) as r(seq bigint, event_id uuid, occurred_at timestamptz, action text, actor_id uuid, subject_id uuid,
         on_behalf_of uuid, pii_class text, label text, body text, prev_hash text, hash text)
     ), personal as (
       insert into identity.audit_personal (org_id, seq, field, person_id, salt, value)
       select ?, seq, field, person_id, decode(salt, 'hex'), value
       from json_to_recordset(?::json) as r(seq bigint, field text, person_id uuid, salt text, value text)
     )
     update identity.audit_head set seq = ?, hash = decode(?, 'hex') where org_id = ?`,
    [orgId, JSON.stringify(entries), orgId, JSON.stringify(personal), seq, previous.toString('hex'), orgId],
  );
}

function personalRows(event: BusEvent, seq: number): PersonalRow[] {
  return Object.entries(event.personal).map(([field, value]) => ({
    seq,
    field,
    person_id: personOf(field, event),
    salt: randomBytes(32).toString('hex'),
    value,
  }));
}

function bodyOf(event: BusEvent, orgId: string, seq: number, personal: readonly PersonalRow[]): string {
  return writeBody({
    version: 1,
    orgId,
    seq,
    eventId: event.id,
    source: event.source,
    occurredAt: event.occurredAt,
    action: event.type,
    actor: event.actor,
    onBehalfOf: event.onBehalfOf,
    subject: { type: event.subjectType, id: event.subjectId, seq: event.seq },
    data: event.data,
    piiClass: event.piiClass,
    requestId: event.requestId,
    commitments: Object.fromEntries(
      personal.map(({ field, value, salt }) => [field, commit(field, value, Buffer.from(salt, 'hex'))]),
    ),
    persons: Object.fromEntries(personal.flatMap(({ field, person_id: person }) => (person ? [[field, person]] : []))),
  });
}
