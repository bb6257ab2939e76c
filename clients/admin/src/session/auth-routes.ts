/** A field that the server refused, with ways out where it knows some. */
export interface FieldIssue {
  readonly path: string;
  readonly code: string;
  readonly message: string;
  readonly suggestions?: readonly string[];
}

/** Why a sign-in or sign-up did not work. */
export interface AuthFailure {
  readonly isOk: false;
  /** SIGN_IN_FAILED, RATE_LIMITED, VALIDATION_FAILED, …; NETWORK when the server was not reached. */
  readonly code: string;
  readonly message: string;
  readonly retryAfterSeconds?: number;
  readonly issues: readonly FieldIssue[];
  /** Of PROOF_NEEDED: the ways to prove one's identity. */
  readonly methods?: readonly string[];
  /** Of SIGN_UP_REFUSED: why. */
  readonly reason?: string;
}

export type AuthResult =
  | {
      readonly isOk: true;
      readonly organisationSlug?: string;
      readonly next?: string;
      /** The whole answer, for routes that bring more. */
      readonly body: Readonly<Record<string, unknown>>;
    }
  | AuthFailure;

interface NewPerson {
  readonly name: string;
  /** Absent where a provider has proved the e-mail. */
  readonly password?: string;
  /** The person comes from Google, whose word stands in a cookie. */
  readonly isByProof?: true;
  readonly acceptTerms: true;
  readonly locale?: string;
}

export interface SignUpInput extends NewPerson {
  /** Absent where a provider has proved it. */
  readonly email?: string;
  readonly organisation: { readonly name: string; readonly slug: string; readonly country: string };
  /** What the bot check gave, where there is one. */
  readonly botCheckToken?: string;
}

export interface JoinInput extends NewPerson {
  readonly invitationToken: string;
  /** The agency of a guest who has no Organisation yet. */
  readonly organisation?: { readonly name: string };
}

export interface ConfirmSignUpInput {
  readonly token: string;
  /** Needed in another browser than the form's. */
  readonly password?: string;
  /** Another address, when the wanted one was taken meanwhile. */
  readonly slug?: string;
}

/** Calls a route under `/auth/`; the server sets and reads the cookies. */
export async function post(path: string, body: unknown): Promise<AuthResult> {
  let response: Response;
  try {
    response = await fetch(path, {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  } catch {
    return { isOk: false, code: 'NETWORK', message: '', issues: [] };
  }
  const answer = (await response.json().catch(() => ({}))) as Partial<AuthFailure> & {
    organisationSlug?: string;
    next?: string;
    issues?: (Omit<FieldIssue, 'path'> & { path: string | string[] })[];
  };
  if (response.ok) return { isOk: true, organisationSlug: answer.organisationSlug, next: answer.next, body: answer };
  return {
    isOk: false,
    code: answer.code ?? 'INTERNAL',
    message: answer.message ?? '',
    retryAfterSeconds: answer.retryAfterSeconds,
    methods: answer.methods,
    reason: answer.reason,
    issues: (answer.issues ?? []).map((issue) => ({
      ...issue,
      path: Array.isArray(issue.path) ? issue.path.join('.') : issue.path,
    })),
  };
}

/** Opens a session by e-mail and password, or answers `next: 'second_factor'` with the ways to complete it. `org`: the workspace wanted. `linksGoogle`: links the account at Google that the person came from. */
export const signIn = (email: string, password: string, org: string | null, linksGoogle: boolean) =>
  post('/auth/sign-in', { email, password, org, linksGoogle });

/** Signs up with an Organisation of one's own; the answer is a mail. */
export const signUp = (input: SignUpInput) => post('/auth/sign-up', input);

/** Makes what was signed up for, by the link of the mail. */
export const confirmSignUp = (input: ConfirmSignUpInput) => post('/auth/confirm-sign-up', input);

/** Makes the account of an invited person and lets it in. */
export const join = (input: JoinInput) => post('/auth/join', input);

/** Ends the session on this device. */
export const signOut = () => post('/auth/sign-out', {});
