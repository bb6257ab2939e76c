import type { FlipBuyer, SalesChannel } from '../generated/graphql.ts';
import type { MessageKey } from '../i18n/catalogue.tsx';

export interface ChosenBuyer {
  readonly id: string;
  readonly name: string;
  readonly contact?: string | null;
}

export interface BuyerDraft {
  readonly kind: 'existing' | 'new';
  readonly chosen: ChosenBuyer | null;
  readonly name: string;
  readonly contact: string;
}

/** The verification form as filled in so far; kept when another unit has to be chosen (UI-2). */
export interface FlipDraft {
  readonly buyer: BuyerDraft;
  readonly channel: SalesChannel | null;
  readonly note: string;
}

export const EMPTY_DRAFT: FlipDraft = {
  buyer: { kind: 'existing', chosen: null, name: '', contact: '' },
  channel: null,
  note: '',
};

/** The name that the form is about; '' until there is one. */
export function buyerName({ buyer }: FlipDraft): string {
  return buyer.kind === 'existing' ? (buyer.chosen?.name ?? '') : buyer.name.trim();
}

/** First word of a name, for buttons. */
export function firstName(name: string): string {
  return name.trim().split(/\s+/u)[0] ?? '';
}

export type DraftErrors = Partial<Record<'buyer' | 'name' | 'contact' | 'channel' | 'confirm', MessageKey>>;

/** What is still missing. Buyer and channel are needed to reserve and to sell, not to release (INV-31). */
export function draftErrors(draft: FlipDraft, needsBuyer: boolean, isConfirmed: boolean): DraftErrors {
  const errors: DraftErrors = {};
  if (needsBuyer) {
    if (draft.buyer.kind === 'existing' && !draft.buyer.chosen) errors.buyer = 'flip.needBuyer';
    if (draft.buyer.kind === 'new' && !draft.buyer.name.trim()) errors.name = 'form.required';
    if (draft.buyer.kind === 'new' && !draft.buyer.contact.trim()) errors.contact = 'flip.needContact';
    if (!draft.channel) errors.channel = 'flip.needChannel';
  }
  if (!isConfirmed) errors.confirm = 'flip.needConfirm';
  return errors;
}

/** The buyer as the API takes it. */
export function buyerInput({ buyer }: FlipDraft): FlipBuyer | null {
  if (buyer.kind === 'existing') return buyer.chosen && { id: buyer.chosen.id };
  return { new: { name: buyer.name.trim(), contact: buyer.contact.trim() } };
}
