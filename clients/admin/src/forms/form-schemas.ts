import { z } from 'zod';
import type { MessageKey } from '../i18n/catalogue.tsx';

/** Messages in schemas are keys of the catalogue; fields put them into words. */
const key = (message: MessageKey) => message;

export const requiredText = z.string().trim().min(1, key('form.required'));
export const emailText = z
  .string()
  .trim()
  .min(1, key('form.required'))
  .regex(/^\S+@\S+\.\S+$/u, key('form.email'));
/** Twelve characters is the server's rule; the server also refuses passwords that have leaked. */
export const newPassword = z.string().min(12, key('form.password'));
/** ID-24: 3 to 40 of a-z, 0-9 and single hyphens inside. */
export const slugText = z.string().regex(/^(?=.{3,40}$)[a-z0-9]+(?:-[a-z0-9]+)*$/u, key('form.slug'));
