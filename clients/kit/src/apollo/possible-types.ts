/**
 * The types behind the schema's interfaces that documents spread on. Without it the cache takes a fragment on an interface
 * for one that does not match, and a refusal arrives without its words. Checked against the schema by a test.
 */
export const possibleTypes: Record<string, string[]> = {
  UserError: [
    'AgentNotFound',
    'AlreadyMember',
    'AskedTooOften',
    'AuthenticatorNotFound',
    'BuyerNotFound',
    'GrantNotFound',
    'GuestLimitReached',
    'GuestNotFound',
    'IdempotencyKeyReused',
    'ImportHasWrongRows',
    'InvitationNotFound',
    'InvitationNotUsable',
    'LastWayIn',
    'MemberNotFound',
    'NotPermitted',
    'PasskeyNotFound',
    'ProjectLimitReached',
    'ProjectNotFound',
    'ProofNeeded',
    'SeatLimitReached',
    'SessionNotFound',
    'TransitionNotAllowed',
    'UndoNotPossible',
    'UnitImportNotFound',
    'UnitLimitReached',
    'UnitListNotReadable',
    'UnitNotFound',
    'UnitStatusConflict',
    'ValidationFailed',
    'WrongInvitee',
  ],
};
