#!/usr/bin/env node
// Proves an export of an offplan audit log without offplan: Node.js 18 or later, no packages, no network, no database.
//
//   node verify-audit-log.mjs BUNDLE.jsonl [--fingerprint HEX] [--expect SEQ=HASH]...
//
// --fingerprint  the key's SHA-256 as you noted it down before; without it you must compare the one that is printed
// --expect       the hash of an entry as you noted it down before, such as the head of an older export: proves that this log is the
//                same one, grown
//
// Ends with 0 when everything is proved, 1 when something is wrong (the first broken entry is named), 2 when it cannot be told.
// What is checked, and how each hash is made, is explained in offplan's docs/audit.md.
import { createHash, createPublicKey, verify } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';

const GENESIS = '0'.repeat(64);
const ERASURE = 'audit.personal_erased';

/** What makes the log wrong; `seq` is the first entry concerned. */
class Broken extends Error {
  constructor(seq, reason) {
    super(reason);
    this.seq = seq;
  }
}

/** The file is not a whole export, so nothing can be told of the log. */
class Unreadable extends Error {}

const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256'));
const hashEntry = (previous, body) =>
  sha256('offplan audit entry 1\0', Buffer.from(previous, 'hex'), body).digest('hex');
const commit = ({ field, value, salt }) =>
  sha256('offplan audit field 1\0', Buffer.from(salt, 'hex'), `${field}\0`, value).digest('hex');

/** One pass over the lines of a bundle, in constant memory but for the seals and what was erased. */
class Verifier {
  log = null;
  key = null;
  seals = new Map();
  sealCount = 0;
  lastSeal = null;
  next = 0;
  previous = '';
  entries = 0;
  fields = 0;
  erased = new Set();
  missing = new Map();
  hasEnd = false;
  expected;
  fingerprint;

  constructor({ fingerprint, expected }) {
    this.fingerprint = fingerprint;
    this.expected = expected;
  }

  take(line) {
    if (this.hasEnd) throw new Unreadable('Something follows after the end');
    if (!this.log && line.type !== 'log') throw new Unreadable('This is not an export of an audit log');
    switch (line.type) {
      case 'log':
        return this.takeLog(line);
      case 'key':
        return this.takeKey(line);
      case 'seal':
        return this.takeSeal(line);
      case 'entry':
        return this.takeEntry(line);
      case 'end':
        this.hasEnd = true;
        if (line.entries !== this.entries)
          throw new Broken(this.next, `The export says that it has ${line.entries} entries, and has ${this.entries}.`);
        return;
      default:
        throw new Unreadable(`A line is of no known type: ${line.type}`);
    }
  }

  takeLog(line) {
    if (this.log) throw new Unreadable('Two exports are in one file');
    if (line.format !== 'offplan audit bundle 1') throw new Unreadable(`This format is not known: ${line.format}`);
    this.log = line;
    this.next = line.fromSeq;
    this.previous = line.previousHash;
    if (line.fromSeq === 1 && line.previousHash !== GENESIS)
      throw new Broken(1, 'The first entry follows from something.');
  }

  takeKey({ publicKey, fingerprint }) {
    this.key = createPublicKey(publicKey);
    const actual = sha256(this.key.export({ type: 'spki', format: 'der' })).digest('hex');
    if (actual !== fingerprint) throw new Broken(this.next, 'The key is not the one that the export names.');
    if (this.fingerprint && this.fingerprint !== actual)
      throw new Broken(this.next, `The seals are made with another key than yours: ${actual}.`);
    this.actualFingerprint = actual;
  }

  takeSeal({ day, seq, hash, sealedAt, signature }) {
    if (!this.key) throw new Unreadable('A seal comes before the key');
    const text = ['offplan audit seal 1', this.log.organisation.id, day, seq, hash, sealedAt].join('\n');
    if (!verify(null, Buffer.from(text), this.key, Buffer.from(signature, 'hex')))
      throw new Broken(seq, `The seal of ${day} is not genuine.`);
    this.seals.set(seq, [...(this.seals.get(seq) ?? []), { day, hash }]);
    this.sealCount += 1;
    this.lastSeal = { day, seq };
  }

  takeEntry({ seq, body, previousHash, hash, personal }) {
    if (seq !== this.next) throw new Broken(this.next, `The entry is missing; entry ${seq} comes in its place.`);
    if (previousHash !== this.previous) throw new Broken(seq, 'The entry does not follow from the one before it.');
    if (hashEntry(previousHash, body) !== hash) throw new Broken(seq, 'The text of the entry does not fit its hash.');
    const entry = JSON.parse(body);
    if (entry.seq !== seq) throw new Broken(seq, 'The text is that of another entry.');
    if (entry.orgId !== this.log.organisation.id) throw new Broken(seq, 'The entry is of another Organisation.');
    this.takePersonal(seq, entry, personal);
    for (const { day, hash: sealed } of this.seals.get(seq) ?? [])
      if (sealed !== hash) throw new Broken(seq, `The entry differs from the seal of ${day}.`);
    this.seals.delete(seq);
    const noted = this.expected.get(seq);
    if (noted && noted !== hash) throw new Broken(seq, 'The entry is another than the one you noted down.');
    this.expected.delete(seq);
    this.previous = hash;
    this.next += 1;
    this.entries += 1;
  }

  /** Opens the commitments of the personal fields that are still there, and notes down those that are not. */
  takePersonal(seq, { commitments, persons = {}, action, subject }, personal) {
    if (action === ERASURE) this.erased.add(subject.id);
    const there = new Set();
    for (const one of personal) {
      if (commitments[one.field] !== commit(one))
        throw new Broken(seq, `The personal field ${one.field} is not the one that was written.`);
      there.add(one.field);
      this.fields += 1;
    }
    for (const field of Object.keys(commitments)) {
      if (there.has(field)) continue;
      const person = persons[field] ?? '';
      if (!this.missing.has(person)) this.missing.set(person, { seq, field, count: 0 });
      this.missing.get(person).count += 1;
    }
  }

  /** What only the whole file shows. Returns how many personal fields were erased in order. */
  finish() {
    if (!this.log) throw new Unreadable('This is not an export of an audit log');
    if (!this.hasEnd) throw new Unreadable('The export is not whole: the download broke off. Export it again');
    if (!this.key) throw new Unreadable('The export has no key');
    const { fromSeq, toSeq, head } = this.log;
    if (this.entries !== Math.max(0, toSeq - fromSeq + 1)) throw new Broken(this.next, 'The entry is missing.');
    if (this.entries > 0 && this.previous !== head)
      throw new Broken(toSeq, 'The entry differs from the head of the chain.');
    const [sealed] = this.seals.keys();
    if (sealed !== undefined) throw new Broken(sealed, 'An entry that was sealed is missing.');
    const [noted] = this.expected.keys();
    if (noted !== undefined) throw new Broken(noted, 'The entry that you noted down is not in this export.');
    let erasedFields = 0;
    for (const [person, { seq, field, count }] of this.missing) {
      if (!this.erased.has(person))
        throw new Broken(seq, `The personal field ${field} is gone, and no erasure in the log says why.`);
      erasedFields += count;
    }
    return erasedFields;
  }
}

function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { fingerprint: { type: 'string' }, expect: { type: 'string', multiple: true } },
  });
  if (positionals.length !== 1)
    throw new Unreadable('Use: node verify-audit-log.mjs BUNDLE.jsonl [--fingerprint HEX] [--expect SEQ=HASH]');
  const expected = new Map(
    (values.expect ?? []).map((pair) => {
      const match = /^(\d+)=([0-9a-f]{64})$/.exec(pair);
      if (!match) throw new Unreadable(`This is not SEQ=HASH: ${pair}`);
      return [Number(match[1]), match[2]];
    }),
  );
  return {
    file: positionals[0],
    fingerprint: values.fingerprint?.toLowerCase().replaceAll(/[^0-9a-f]/g, ''),
    expected,
  };
}

function parse(line, number) {
  try {
    return JSON.parse(line);
  } catch {
    throw new Unreadable(`Line ${number} cannot be read: the file is damaged or not whole`);
  }
}

async function main() {
  const { file, ...options } = readArguments();
  const verifier = new Verifier(options);
  let number = 0;
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1;
    if (line !== '') verifier.take(parse(line, number));
  }
  const erasedFields = verifier.finish();
  const { log, entries, fields, sealCount, lastSeal, previous, actualFingerprint } = verifier;
  console.log(`PROVED: the audit log of ${log.organisation.name} (${log.organisation.slug}), as of ${log.exportedAt}.`);
  console.log(`  ${entries} entries, ${log.fromSeq} to ${log.toSeq}: none was changed, moved, put in or taken out.`);
  console.log(
    `  ${fields} personal fields are as they were written; ${erasedFields} were erased, and the log says so.`,
  );
  console.log(
    lastSeal
      ? `  ${sealCount} seals are genuine; the last is of ${lastSeal.day} and covers everything up to entry ${lastSeal.seq}.`
      : '  No day of it has been sealed yet.',
  );
  console.log(`  Head: ${log.toSeq}=${previous}  (note it down: --expect proves later that the log was only added to)`);
  console.log(
    options.fingerprint
      ? '  The key is the one that you named.'
      : `  Key: ${actualFingerprint}  (compare it with the one that the app shows and with /.well-known/offplan-audit-key)`,
  );
}

try {
  await main();
} catch (fault) {
  if (fault instanceof Broken) console.error(`BROKEN at entry ${fault.seq}: ${fault.message}`);
  else console.error(`NOT PROVED: ${fault.message}`);
  process.exitCode = fault instanceof Broken ? 1 : 2;
}
