/**
 * Whose a personal field of an event is, so that all of one person can be erased (ID-71). By the convention of the emitters: the field's
 * name says the part that the person plays, and the event's open facts hold the person's id for that part, under this name; `actor` is
 * whoever did it.
 */
export const FIELD_OWNERS: Readonly<Record<string, string>> = {
  actorName: 'actor',
  address: 'actor',
  userAgent: 'actor',
  winnerName: 'winnerId',
  subjectName: 'userId',
  nameBefore: 'userId',
  formerName: 'formerUserId',
  successorName: 'successorUserId',
  agentName: 'agentUserId',
  agentBeforeName: 'agentBeforeUserId',
  email: 'userId',
  emailBefore: 'userId',
  newEmail: 'userId',
  triedEmail: 'concernsUserId',
  triedAddress: 'concernsUserId',
  buyerName: 'buyerId',
  buyerContact: 'buyerId',
  note: 'buyerId',
};

/** Personal fields that are nobody's in particular: the name of an Organisation, the domain of a stranger's address. */
export const OWNERLESS_FIELDS: ReadonlySet<string> = new Set(['actorOrganisation', 'winnerOrganisation', 'domain']);
