/** The version of the terms that a sign-up form shows; what a person accepted is stored with it (ID-1). */
export const TERMS_VERSION = '2026-06-01';
