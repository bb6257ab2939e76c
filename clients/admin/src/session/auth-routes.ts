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
}

export type AuthResult = { readonly isOk: true; readonly organisationSlug?: string } | AuthFailure;

export interface SignUpInput {
  readonly name: string;
  readonly email: string;
  readonly password: string;
  readonly acceptTerms: true;
  readonly organisation?: { readonly name: string; readonly slug: string; readonly country: string };
  readonly invitationToken?: string;
  /** The agency of a guest who has no Organisation yet. */
  readonly guestOrganisationName?: string;
  readonly locale?: string;
}

async function post(path: string, body: unknown): Promise<AuthResult> {
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
    issues?: (Omit<FieldIssue, 'path'> & { path: string | string[] })[];
  };
  if (response.ok) return { isOk: true, organisationSlug: answer.organisationSlug };
  return {
    isOk: false,
    code: answer.code ?? 'INTERNAL',
    message: answer.message ?? '',
    retryAfterSeconds: answer.retryAfterSeconds,
    issues: (answer.issues ?? []).map((issue) => ({
      ...issue,
      path: Array.isArray(issue.path) ? issue.path.join('.') : issue.path,
    })),
  };
}

/** Opens a session by e-mail and password; the cookie is set by the server. */
export const signIn = (email: string, password: string) => post('/auth/sign-in', { email, password });

/** Makes an account, with an Organisation of its own or from an invitation. */
export const signUp = (input: SignUpInput) => post('/auth/sign-up', input);

/** Ends the session on this device. */
export const signOut = () => post('/auth/sign-out', {});
