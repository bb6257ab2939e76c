import { render } from '@react-email/render';
import { createElement } from 'react';
import type { Letter, RenderedMail } from './letter.ts';
import { LetterLayout } from './letter-layout.tsx';
import type { MailLocale } from './mail.ts';

/** Gives a letter its two forms. What people have typed (names) is escaped in the HTML, and kept to one line in the subject. */
export async function renderLetter(letter: Letter, locale: MailLocale): Promise<RenderedMail> {
  return {
    subject: oneLine(letter.subject),
    html: await render(createElement(LetterLayout, { letter, locale })),
    text: plainText(letter),
    ...(letter.unsubscribe ? { unsubscribeUrl: letter.unsubscribe.href } : {}),
  };
}

/** A line break in a header would begin another header; control characters have no business in one. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}

function plainText(letter: Letter): string {
  const parts = [
    letter.title,
    ...letter.paragraphs.map((phrases) =>
      phrases.map((phrase) => (typeof phrase === 'string' ? phrase : phrase.strong)).join(''),
    ),
    letter.facts?.map(({ label, value }) => `${label}: ${value}`).join('\n'),
    `${letter.action.label}:\n${letter.action.href.replace(/^mailto:/, '')}`,
    ...(letter.notes ?? []).map(({ text, link }) => (link ? `${text} ${link.label}:\n${link.href}` : text)),
    `-- \n${letter.reason} ${letter.help.text} ${letter.help.email}`,
    letter.unsubscribe && `${letter.unsubscribe.label}:\n${letter.unsubscribe.href}`,
  ];
  return `${parts.filter((part) => part !== undefined).join('\n\n')}\n`;
}
