import { ValidationFailed, type ValidationIssue } from '@offplan/kernel/graphql/user-errors';
import type { FlipBuyer, FlipUnitInput } from './flip-input.ts';
import { SalesChannel } from './sales-channel.ts';
import { UnitStatus } from './unit-status.ts';

/** A verification form without faults (INV-31). */
export interface FlipForm {
  expectedVersion: number;
  to: UnitStatus;
  buyer: FlipBuyer | null;
  channel: SalesChannel | null;
  note: string | null;
  idempotencyKey: string;
}

/** Checks the form; every fault at once, each with its field. */
export function readFlipForm(input: FlipUnitInput): FlipForm | ValidationFailed {
  const issues: ValidationIssue[] = [];
  const fault = (path: string[], code: string, message: string) => issues.push({ path, code, message });
  const needsBuyer = input.to !== UnitStatus.AVAILABLE;
  if (!input.isConfirmed) fault(['isConfirmed'], 'NOT_CONFIRMED', 'Tick the confirmation.');
  if (input.idempotencyKey.length < 8 || input.idempotencyKey.length > 100)
    fault(['idempotencyKey'], 'BAD_LENGTH', 'The idempotency key has 8 to 100 characters.');
  const note = input.note?.trim() || null;
  if (note && note.length > 1_000) fault(['note'], 'TOO_LONG', 'The note has at most 1,000 characters.');
  if (needsBuyer && !input.buyer?.id && !input.buyer?.new) fault(['buyer'], 'MISSING', 'Choose or name the buyer.');
  if (needsBuyer && !input.channel) fault(['channel'], 'MISSING', 'Say how the buyer came.');
  if (input.channel === SalesChannel.IMPORT) fault(['channel'], 'NOT_BY_HAND', 'This channel is for imports only.');
  const made = input.buyer?.new;
  if (made) {
    if (made.name.trim().length < 1 || made.name.length > 120)
      fault(['buyer', 'new', 'name'], 'BAD_LENGTH', "The buyer's name has 1 to 120 characters.");
    if (made.contact.trim().length < 3 || made.contact.length > 120)
      fault(['buyer', 'new', 'contact'], 'BAD_LENGTH', "The buyer's contact has 3 to 120 characters.");
  }
  if (issues.length > 0) return new ValidationFailed(issues);
  return {
    expectedVersion: input.expectedVersion,
    to: input.to,
    buyer: needsBuyer ? input.buyer! : null,
    channel: needsBuyer ? input.channel! : null,
    note,
    idempotencyKey: input.idempotencyKey,
  };
}
